using CallEvents.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.CrmUpdater.State;

/// <summary>The statements on the CRM updater's database. No state moves back: every update is conditional in SQL.</summary>
internal sealed class CrmState(IDbContextFactory<CrmDbContext> contexts, DatabaseClock clock)
{
    public const int MaxProperties = 63;

    /// <summary>Claims the calls that no other batch holds, and reads their rows; a call without a row gets one.</summary>
    /// <remarks>A claim that has expired, and was not released, is that of a process which may have written without saving.</remarks>
    public async Task<IReadOnlyList<CrmRecord>> ClaimAsync(
        string target,
        IReadOnlyCollection<CallKey> calls,
        string batch,
        TimeSpan duration,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.Sql(context);
        List<object> parameters = [target, batch, (long)duration.TotalMilliseconds];

        // In one order, since two replicas that lock the same rows in different orders would deadlock.
        var values = calls
            .OrderBy(call => call.CallId, StringComparer.Ordinal)
            .ThenBy(call => call.Workspace, StringComparer.Ordinal)
            .Select(call =>
            {
                parameters.AddRange([call.CallId, call.Workspace]);
                return $"({{0}}, {{{parameters.Count - 2}}}, {{{parameters.Count - 1}}}, {{1}}, {now} + {{2}})";
            })
            .ToList();

        // One statement, so that concurrent claims cannot conflict; a plain insert of a new call would fail in one of two replicas.
        var claim = $"""
            INSERT INTO crm_records (target, call_id, workspace, claimed_by, claimed_until)
            VALUES {string.Join(", ", values)}
            ON CONFLICT (target, call_id, workspace)
            DO UPDATE SET claimed_until = excluded.claimed_until, claimed_by = excluded.claimed_by,
                saved_in = CASE WHEN crm_records.claimed_until <> 0 THEN {CrmRecord.Unclear} ELSE crm_records.saved_in END
            WHERE crm_records.claimed_until <= {now}
            RETURNING target, call_id, workspace, fields_revision, transcript_revision, written_properties, record_id, contact_id,
                other_links, is_gone, saved_in, claimed_until, claimed_by
            """;
        return await context.Records.FromSqlRaw(claim, [.. parameters]).AsNoTracking().ToListAsync(cancellationToken);
    }

    /// <summary>Renews the claims of a batch. The number that it still holds.</summary>
    public async Task<int> RenewAsync(
        string target,
        IReadOnlyCollection<CallKey> calls,
        string batch,
        TimeSpan duration,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = IdsOf(calls);
        List<object> parameters = [(long)duration.TotalMilliseconds, target, batch, .. ids];
        var renew = $$"""
            UPDATE crm_records SET claimed_until = {{clock.Sql(context)}} + {0}
            WHERE target = {1} AND claimed_by = {2} AND call_id IN ({{string.Join(", ", ids.Select((_, index) => $"{{{index + 3}}}"))}})
            """;
        return await context.Database.ExecuteSqlRawAsync(renew, parameters, cancellationToken);
    }

    /// <summary>Releases those claims that the batch still holds.</summary>
    /// <param name="target">The target.</param>
    /// <param name="calls">The calls.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="isUnclear">Whether a write of them may have reached the CRM.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task ReleaseAsync(
        string target,
        IReadOnlyCollection<CallKey> calls,
        string batch,
        bool isUnclear,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = IdsOf(calls);
        await context
            .Records.Where(row => row.Target == target && ids.Contains(row.CallId) && row.ClaimedBy == batch)
            .ExecuteUpdateAsync(
                row => row.SetProperty(r => r.ClaimedUntil, 0L).SetProperty(r => r.SavedIn, r => isUnclear ? CrmRecord.Unclear : r.SavedIn),
                cancellationToken
            );
    }

    /// <summary>
    /// Stores what was written, in one transaction: revisions unless newer ones are stored, the rest if the batch still holds the claim.
    /// </summary>
    public async Task SaveAsync(
        string target,
        IReadOnlyList<SavedCall> calls,
        string batch,
        long epoch,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        foreach (var call in calls.OrderBy(call => call.Key.CallId, StringComparer.Ordinal))
            await SaveAsync(context, target, call, batch, epoch, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Those of the calls that other workspaces have written under the same id.</summary>
    public async Task<IReadOnlySet<string>> FindForeignAsync(
        string target,
        IReadOnlyCollection<CallKey> calls,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var ids = IdsOf(calls);
        var rows = await context
            .Records.Where(row => row.Target == target && ids.Contains(row.CallId) && row.FieldsRevision != null)
            .Select(row => new CallKey(row.Workspace, row.CallId))
            .ToListAsync(cancellationToken);
        return rows.Where(row => calls.Any(call => call.CallId == row.CallId && call.Workspace != row.Workspace))
            .Select(row => row.CallId)
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>How many calls were written to another target and not to this one.</summary>
    public async Task<long> CountMissingAsync(string target, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context
            .Records.Where(row => row.Target != target && !row.Target.StartsWith("dry:") && row.FieldsRevision != null)
            .Where(row =>
                !context.Records.Any(other =>
                    other.Target == target && other.CallId == row.CallId && other.Workspace == row.Workspace && other.FieldsRevision != null
                )
            )
            .Select(row => new { row.CallId, row.Workspace })
            .Distinct()
            .LongCountAsync(cancellationToken);
    }

    /// <summary>Counts a process start.</summary>
    public async Task<long> BeginEpochAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context
            .Epochs.FromSqlRaw(
                """
                INSERT INTO state_epoch (id, epoch) VALUES (1, 1)
                ON CONFLICT (id) DO UPDATE SET epoch = state_epoch.epoch + 1
                RETURNING id, epoch
                """
            )
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        return rows.Single().Epoch;
    }

    /// <summary>The bit of each property; a property that has none gets the next one.</summary>
    public async Task<IReadOnlyDictionary<string, int>> RegisterAsync(
        string target,
        IEnumerable<string> properties,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var name in properties)
        {
            await context.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO written_properties (target, name, bit)
                SELECT {target}, {name}, COALESCE(MAX(bit) + 1, 0) FROM written_properties WHERE target = {target}
                ON CONFLICT (target, name) DO NOTHING
                """,
                cancellationToken
            );
        }

        var bits = await context
            .WrittenProperties.Where(property => property.Target == target)
            .ToDictionaryAsync(property => property.Name, property => property.Bit, StringComparer.Ordinal, cancellationToken);
        return bits;
    }

    private static Task<int> SaveAsync(
        CrmDbContext context,
        string target,
        SavedCall call,
        string batch,
        long epoch,
        CancellationToken cancellationToken
    ) =>
        context
            .Records.Where(row => row.Target == target && row.CallId == call.Key.CallId && row.Workspace == call.Key.Workspace)
            .ExecuteUpdateAsync(
                row =>
                {
                    row.SetProperty(r => r.ClaimedUntil, r => r.ClaimedBy == batch ? 0 : r.ClaimedUntil);
                    row.SetProperty(r => r.WrittenProperties, r => r.ClaimedBy == batch ? call.WrittenProperties : r.WrittenProperties);
                    row.SetProperty(r => r.RecordId, r => r.ClaimedBy == batch ? call.RecordId : r.RecordId);
                    row.SetProperty(r => r.ContactId, r => r.ClaimedBy == batch ? call.ContactId : r.ContactId);
                    row.SetProperty(r => r.OtherLinks, r => r.ClaimedBy == batch ? call.OtherLinks : r.OtherLinks);
                    row.SetProperty(r => r.IsGone, r => r.ClaimedBy == batch ? call.IsGone : r.IsGone);
                    row.SetProperty(r => r.SavedIn, r => r.ClaimedBy == batch ? epoch : r.SavedIn);
                    if (call.FieldsRevision is { } fields)
                        row.SetProperty(
                            r => r.FieldsRevision,
                            r => r.FieldsRevision == null || r.FieldsRevision < fields ? fields : r.FieldsRevision
                        );
                    if (call.TranscriptRevision is { } transcript)
                        row.SetProperty(
                            r => r.TranscriptRevision,
                            r => r.TranscriptRevision == null || r.TranscriptRevision < transcript ? transcript : r.TranscriptRevision
                        );
                },
                cancellationToken
            );

    private static List<string> IdsOf(IReadOnlyCollection<CallKey> calls) => [.. calls.Select(call => call.CallId).Distinct()];
}
