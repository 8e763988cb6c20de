using CallEvents.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.CrmUpdater.State;

/// <summary>Ensures that, across all replicas, one handler at a time writes a call to the CRM, and that revisions only grow.</summary>
/// <remarks>
/// A single active consumer is no mutual exclusion: the broker activates the next replica as soon as one begins to stop, which still
/// handles what it has. A row lock would need a transaction for as long as the CRM takes, and outlive a machine that is gone; so a claim is
/// a row with an expiry by the database's clock, as a lease is.
/// </remarks>
internal sealed class CallClaims(IDbContextFactory<CrmDbContext> contexts, DatabaseClock clock, TimeProvider time)
{
    /// <summary>How long the claim of a killed holder keeps others from writing the call. A live holder renews it.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(10);

    /// <summary>What was written of the call; null if nothing was, nor is being written.</summary>
    public async Task<WrittenCall?> FindAsync(string workspace, string callId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await RowOf(context, workspace, callId).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The claim; null while another handler holds it.</summary>
    public async Task<CallClaim?> TryAcquireAsync(string workspace, string callId, CancellationToken cancellationToken)
    {
        var sentAt = time.GetTimestamp();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.Sql(context);

        // One statement, so that concurrent claims cannot conflict; a plain insert of a new call would fail in one of two replicas.
        var acquire = $$"""
            INSERT INTO written_calls (workspace, call_id, claimed_until, claim_number)
            VALUES ({0}, {1}, {{now}} + {2}, 1)
            ON CONFLICT (workspace, call_id)
            DO UPDATE SET claimed_until = excluded.claimed_until, claim_number = written_calls.claim_number + 1
            WHERE written_calls.claimed_until <= {{now}}
            RETURNING workspace, call_id, fields_revision, transcript_revision, claimed_until, claim_number
            """;
        var rows = await context
            .WrittenCalls.FromSqlRaw(acquire, workspace, callId, (long)Duration.TotalMilliseconds)
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        return rows is [var row] ? new CallClaim(row, this, sentAt, time) : null;
    }

    /// <summary>Renews the claim for its full duration. False: another handler has taken it over.</summary>
    public async Task<bool> RenewAsync(WrittenCall claimed, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var renew = $$"""
            UPDATE written_calls SET claimed_until = {{clock.Sql(context)}} + {0}
            WHERE workspace = {1} AND call_id = {2} AND claim_number = {3}
            """;
        object[] parameters = [(long)Duration.TotalMilliseconds, claimed.Workspace, claimed.CallId, claimed.ClaimNumber];
        return await context.Database.ExecuteSqlRawAsync(renew, parameters, cancellationToken) == 1;
    }

    /// <summary>Stores what was written unless a newer revision is stored, and releases the claim unless another handler has it.</summary>
    /// <param name="claimed">The row as claimed.</param>
    /// <param name="fieldsRevision">The revision of the written fields; null if none were written.</param>
    /// <param name="transcriptRevision">The revision of the written transcript; null if none was written.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task ReleaseAsync(WrittenCall claimed, long? fieldsRevision, long? transcriptRevision, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await RowOf(context, claimed.Workspace, claimed.CallId)
            .ExecuteUpdateAsync(
                row =>
                {
                    row.SetProperty(r => r.ClaimedUntil, r => r.ClaimNumber == claimed.ClaimNumber ? 0 : r.ClaimedUntil);
                    if (fieldsRevision is not null)
                        row.SetProperty(
                            r => r.FieldsRevision,
                            r => r.FieldsRevision == null || r.FieldsRevision < fieldsRevision ? fieldsRevision : r.FieldsRevision
                        );
                    if (transcriptRevision is not null)
                        row.SetProperty(
                            r => r.TranscriptRevision,
                            r =>
                                r.TranscriptRevision == null || r.TranscriptRevision < transcriptRevision
                                    ? transcriptRevision
                                    : r.TranscriptRevision
                        );
                },
                cancellationToken
            );
    }

    private static IQueryable<WrittenCall> RowOf(CrmDbContext context, string workspace, string callId) =>
        context.WrittenCalls.Where(row => row.Workspace == workspace && row.CallId == callId);
}
