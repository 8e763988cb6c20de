using CallEvents.Alerting.Alerts;
using CallEvents.ServiceDefaults.Database;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Alerting.State;

/// <summary>
/// The senders' side of the outbox. Replicas share it by claims, which expire by the database's clock: by the replicas' own clocks, one
/// that is a minute ahead would take over every claim of the others.
/// </summary>
internal sealed class OutboxQueue(IDbContextFactory<AlertingDbContext> contexts, DatabaseClock clock)
{
    /// <summary>How long others leave an alert to the sender that has claimed it; longer than a send may take.</summary>
    public static readonly TimeSpan ClaimDuration = TimeSpan.FromMinutes(1);

    /// <summary>When the channel's next alert that no one sends is due, in Unix milliseconds; null when there is none.</summary>
    public async Task<long?> NextDueAsync(string channel, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var next = $$"""
            SELECT MIN(due_at) AS "Value" FROM alerts
            WHERE channel = {0} AND state IN ('{{AlertState.Pending}}', '{{AlertState.Held}}') AND claimed_until <= {{clock.Sql(context)}}
            """;
        return (await context.Database.SqlQueryRaw<long?>(next, channel).ToListAsync(cancellationToken)).Single();
    }

    /// <summary>Claims the channel's next alert that is due: the most severe first, then the oldest. A digest is closed with it.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="now">The time, in Unix milliseconds.</param>
    /// <param name="isProbe">Whether the channel failed last: then what is late comes first, and what was tried before last.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<OutboxAlert?> TryClaimAsync(string channel, long now, bool isProbe, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var databaseNow = clock.Sql(context);

        // Compared with "=", not IN: PostgreSQL may run the inner query of an IN several times, and then claims several rows.
        var claim = $$"""
            UPDATE alerts SET claimed_until = {{databaseNow}} + {0}, claim_number = claim_number + 1, state = '{{AlertState.Pending}}'
            WHERE claimed_until <= {{databaseNow}} AND state IN ('{{AlertState.Pending}}', '{{AlertState.Held}}') AND id = (
                SELECT id FROM alerts
                WHERE channel = {1} AND state IN ('{{AlertState.Pending}}', '{{AlertState.Held}}') AND due_at <= {2}
                    AND claimed_until <= {{databaseNow}}
                ORDER BY {{(isProbe ? "CASE WHEN late_at < {2} THEN 0 ELSE 1 END, failures, due_at, " : "")}}severity DESC, observed_at, id
                LIMIT 1{{(context.Database.IsNpgsql() ? " FOR UPDATE SKIP LOCKED" : "")}})
            RETURNING {{OutboxSql.Columns}}
            """;
        var rows = await context
            .Alerts.FromSqlRaw(claim, (long)ClaimDuration.TotalMilliseconds, channel, now)
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        return rows.SingleOrDefault();
    }

    /// <summary>The alerts of a digest that still have their content.</summary>
    public async Task<IReadOnlyList<OutboxAlert>> ReadDigestAsync(string digestId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context
            .Alerts.AsNoTracking()
            .Where(alert => alert.DigestId == digestId && alert.State == AlertState.Folded && alert.Content != "")
            .ToListAsync(cancellationToken);
    }

    /// <summary>
    /// The channel has it, even if another sender holds the claim by now. A digest that collects again by then goes on without what was
    /// sent.
    /// </summary>
    /// <param name="alert">The alert, or a digest.</param>
    /// <param name="parts">Of a digest, what was sent of it.</param>
    /// <param name="undeliverable">Of a digest, what no one can get, each with why.</param>
    /// <param name="now">The time, in Unix milliseconds.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task MarkSentAsync(
        OutboxAlert alert,
        IReadOnlyList<string> parts,
        IReadOnlyDictionary<string, string> undeliverable,
        long now,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await ChannelPaces.RecordAcceptedAsync(context, alert.Channel, now, cancellationToken);
        await context
            .Alerts.Where(row => row.Id == alert.Id && row.State != AlertState.Sent && !(alert.IsDigest && row.State == AlertState.Held))
            .ExecuteUpdateAsync(
                row =>
                    row.SetProperty(r => r.State, AlertState.Sent)
                        .SetProperty(r => r.Reason, "")
                        .SetProperty(r => r.Content, "")
                        .SetProperty(r => r.DeliveredTo, "")
                        .SetProperty(r => r.ClaimedUntil, 0)
                        .SetProperty(r => r.EndedAt, now),
                cancellationToken
            );
        var members = context.Alerts.Where(row => row.DigestId == alert.Id && row.State == AlertState.Folded);
        await members
            .Where(row => parts.Contains(row.Id))
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.Content, "").SetProperty(r => r.EndedAt, now), cancellationToken);
        foreach (var rejected in undeliverable.GroupBy(part => part.Value, part => part.Key))
            await RejectPartsAsync(context, alert.Id, [.. rejected], rejected.Key, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Takes alerts out of a digest, since they will not be sent with it. The content stays for a while.</summary>
    public async Task RejectPartsAsync(
        OutboxAlert digest,
        IReadOnlyList<string> parts,
        string reason,
        long now,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await RejectPartsAsync(context, digest.Id, parts, reason, now, cancellationToken);
    }

    private static Task<int> RejectPartsAsync(
        AlertingDbContext context,
        string digestId,
        IReadOnlyList<string> parts,
        string reason,
        long now,
        CancellationToken cancellationToken
    ) =>
        context
            .Alerts.Where(row => row.DigestId == digestId && row.State == AlertState.Folded && parts.Contains(row.Id))
            .ExecuteUpdateAsync(
                row =>
                    row.SetProperty(r => r.State, AlertState.Rejected)
                        .SetProperty(r => r.Reason, reason)
                        .SetProperty(r => r.DigestId, "")
                        .SetProperty(r => r.EndedAt, now),
                cancellationToken
            );

    /// <summary>It will not be sent. The content stays for a while.</summary>
    public Task<bool> RejectAsync(OutboxAlert alert, string reason, bool keepsContent, long now, CancellationToken cancellationToken) =>
        EndClaimAsync(
            alert,
            rows =>
                rows.ExecuteUpdateAsync(
                    row =>
                        row.SetProperty(r => r.State, AlertState.Rejected)
                            .SetProperty(r => r.Reason, reason)
                            .SetProperty(r => r.Content, r => keepsContent ? r.Content : "")
                            .SetProperty(r => r.DeliveredTo, alert.DeliveredTo)
                            .SetProperty(r => r.ClaimedUntil, 0)
                            .SetProperty(r => r.EndedAt, now),
                    cancellationToken
                ),
            cancellationToken
        );

    /// <summary>Gives the claim back, for another try. A digest of late alerts that no one has a part of collects again.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="dueAt">Not before this.</param>
    /// <param name="hasFailed">Whether the channel failed on it.</param>
    /// <param name="reason">Why it was not sent.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task<bool> ReleaseAsync(OutboxAlert alert, long dueAt, bool hasFailed, string reason, CancellationToken cancellationToken)
    {
        var isCollecting = alert is { IsDigest: true, DigestReason: (int)DigestReason.Late, DeliveredTo: "" };
        return EndClaimAsync(
            alert,
            rows =>
                rows.ExecuteUpdateAsync(
                    row =>
                        row.SetProperty(r => r.ClaimedUntil, 0)
                            .SetProperty(r => r.State, isCollecting ? AlertState.Held : AlertState.Pending)
                            .SetProperty(r => r.DueAt, dueAt)
                            .SetProperty(r => r.Reason, reason)
                            .SetProperty(r => r.DeliveredTo, alert.DeliveredTo)
                            .SetProperty(r => r.Failures, r => r.Failures + (hasFailed ? 1 : 0)),
                    cancellationToken
                ),
            cancellationToken
        );
    }

    /// <summary>Holds a digest back for longer; it collects again. That time does not count for giving up what is in it.</summary>
    public async Task<bool> HoldAsync(OutboxAlert digest, long dueAt, long now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var held = await Claimed(context, digest)
            .ExecuteUpdateAsync(
                row =>
                    row.SetProperty(r => r.State, AlertState.Held)
                        .SetProperty(r => r.ClaimedUntil, 0)
                        .SetProperty(r => r.DueAt, dueAt)
                        .SetProperty(r => r.FirstDueAt, r => r.FirstDueAt + (dueAt - now)),
                cancellationToken
            );
        if (held == 0)
            return false;
        await context
            .Alerts.Where(part => part.DigestId == digest.Id && part.State == AlertState.Folded && part.Content != "")
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.FirstDueAt, r => r.FirstDueAt + (dueAt - now)), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Puts an alert that was to be sent alone into a digest.</summary>
    /// <returns>The digest; null where it was no longer the caller's.</returns>
    public async Task<OpenDigest?> FoldAsync(OutboxAlert alert, DigestSlot slot, long now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var digest = await OutboxDigests.OpenAsync(context, alert.Channel, slot, alert.Severity, now, cancellationToken);
        var folded = await Claimed(context, alert)
            .ExecuteUpdateAsync(
                row =>
                    row.SetProperty(r => r.State, AlertState.Folded)
                        .SetProperty(r => r.DigestId, digest.Id)
                        .SetProperty(r => r.FirstDueAt, r => r.FirstDueAt + (slot.DueAt - now))
                        .SetProperty(r => r.Reason, StateReason.Of(slot.Reason))
                        .SetProperty(r => r.ClaimedUntil, 0),
                cancellationToken
            );
        if (folded == 0)
            return null;
        await transaction.CommitAsync(cancellationToken);
        return digest;
    }

    private static IQueryable<OutboxAlert> Claimed(AlertingDbContext context, OutboxAlert alert) =>
        context.Alerts.Where(row =>
            row.Id == alert.Id && row.ClaimNumber == alert.ClaimNumber && row.ClaimedUntil != 0 && row.State == AlertState.Pending
        );

    private async Task<bool> EndClaimAsync(
        OutboxAlert alert,
        Func<IQueryable<OutboxAlert>, Task<int>> update,
        CancellationToken cancellationToken
    )
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await update(Claimed(context, alert)) > 0;
    }
}
