using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Composing;
using CallEvents.Alerting.Rules;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace CallEvents.Alerting.State;

/// <summary>Writes all alerts of one message, or none. Rows are locked in one order, so that replicas do not deadlock.</summary>
internal sealed class OutboxTransaction(AlertingDbContext context, IDbContextTransaction transaction, long now) : IAsyncDisposable
{
    /// <summary>The time of all that is written, in Unix milliseconds.</summary>
    public long Now => now;

    public Task CommitAsync(CancellationToken cancellationToken) => transaction.CommitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await context.DisposeAsync();
    }

    /// <summary>Remembers one half of a rule's conditions, and reads what is remembered with it.</summary>
    /// <param name="half">One of <c>Fields</c> and <c>Rest</c> is empty.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<RememberedMatch> RememberAsync(RememberedMatch half, CancellationToken cancellationToken)
    {
        // What was judged by other conditions is forgotten. The first reasons stay: they are those of the time when it was met, and a half
        // that is met again does not lengthen the wait for the other.
        const string isOther = "remembered_matches.fingerprint <> excluded.fingerprint";
        const string takesFields = $"{isOther} OR remembered_matches.fields = ''";
        const string takesRest = $"{isOther} OR remembered_matches.rest = ''";
        const string remember = $$"""
            INSERT INTO remembered_matches (workspace, rule_id, call_id, fingerprint, fields, rest, call, revision, changed_at)
            VALUES ({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8})
            ON CONFLICT (workspace, rule_id, call_id) DO UPDATE SET
                fields = CASE WHEN {{takesFields}} THEN excluded.fields ELSE remembered_matches.fields END,
                call = CASE WHEN {{takesFields}} THEN excluded.call ELSE remembered_matches.call END,
                revision = CASE WHEN {{takesFields}} THEN excluded.revision ELSE remembered_matches.revision END,
                rest = CASE WHEN {{takesRest}} THEN excluded.rest ELSE remembered_matches.rest END,
                changed_at = CASE WHEN {{isOther}} OR (remembered_matches.fields = '' AND excluded.fields <> '')
                        OR (remembered_matches.rest = '' AND excluded.rest <> '')
                    THEN excluded.changed_at ELSE remembered_matches.changed_at END,
                fingerprint = excluded.fingerprint
            RETURNING workspace, rule_id, call_id, fingerprint, fields, rest, call, revision, changed_at
            """;
        var rows = await context
            .Remembered.FromSqlRaw(
                remember,
                half.Workspace,
                half.RuleId,
                half.CallId,
                half.Fingerprint,
                half.Fields,
                half.Rest,
                half.Call,
                half.Revision,
                half.ChangedAt
            )
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        return rows.Single();
    }

    /// <summary>What a rule remembers of a call's transcript holds no longer. Its remembered fields stay.</summary>
    public Task ForgetRestAsync(Rule rule, CallEvent callEvent, CancellationToken cancellationToken) =>
        context
            .Remembered.Where(match =>
                match.Workspace == callEvent.Workspace
                && match.RuleId == rule.Id
                && match.CallId == callEvent.Call.Id
                && match.Rest != RememberedMatch.Fired
            )
            .ExecuteUpdateAsync(row => row.SetProperty(match => match.Rest, ""), cancellationToken);

    /// <summary>
    /// Records that a rule which mixes fields with words has fired on a call: its reasons are erased, and no half is remembered again.
    /// </summary>
    public Task MarkFiredAsync(Rule rule, CallEvent callEvent, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlRawAsync(
            $$"""
            INSERT INTO remembered_matches (workspace, rule_id, call_id, fingerprint, fields, rest, call, revision, changed_at)
            VALUES ({0}, {1}, {2}, {3}, '{{RememberedMatch.Fired}}', '{{RememberedMatch.Fired}}', '', 0, {4})
            ON CONFLICT (workspace, rule_id, call_id) DO UPDATE SET
                fingerprint = excluded.fingerprint, fields = excluded.fields, rest = excluded.rest, call = excluded.call
            """,
            [callEvent.Workspace, rule.Id, callEvent.Call.Id, rule.Fingerprint, now],
            cancellationToken
        );

    /// <summary>Waits until no other transaction has this lock, and holds it to the end of this one.</summary>
    public Task LockAsync(string name, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO outbox_locks (name, version) VALUES ({0}, 1)
            ON CONFLICT (name) DO UPDATE SET version = outbox_locks.version + 1
            """,
            [name],
            cancellationToken
        );

    /// <summary>Whether the alert has been raised before.</summary>
    public Task<bool> ExistsAsync(
        CallEvent callEvent,
        string ruleId,
        string channel,
        string occurrence,
        CancellationToken cancellationToken
    ) =>
        context.Alerts.AnyAsync(
            alert =>
                alert.Workspace == callEvent.Workspace
                && alert.RuleId == ruleId
                && alert.CallId == callEvent.Call.Id
                && alert.Channel == channel
                && alert.Occurrence == occurrence,
            cancellationToken
        );

    /// <summary>
    /// How many alerts of a rule were to be sent one by one since then, by this channel or its fallback, and when the first of them was
    /// raised; with digests, those in a scheduled one or in one of quiet hours, too.
    /// </summary>
    public async Task<(int Count, long Oldest)> CountAsync(
        string ruleId,
        string channel,
        string countedBy,
        long since,
        bool withDigests,
        CancellationToken cancellationToken
    )
    {
        var (scheduled, quiet) = (StateReason.Of(DigestReason.Scheduled), StateReason.Of(DigestReason.QuietHours));
        var times = await context
            .Alerts.Where(alert =>
                alert.CountedBy == countedBy
                && alert.Channel == channel
                && alert.CreatedAt > since
                && alert.RuleId == ruleId
                && (
                    alert.State == AlertState.Pending
                    || alert.State == AlertState.Sent
                    || alert.Reason.StartsWith(StateReason.TakenBy)
                    || (withDigests && alert.State == AlertState.Folded && (alert.Reason == scheduled || alert.Reason == quiet))
                )
            )
            .Select(alert => alert.CreatedAt)
            .ToListAsync(cancellationToken);
        return (times.Count, times.Count == 0 ? now : times.Min());
    }

    /// <summary>Adds an alert, unless it was raised before.</summary>
    public async Task<bool> TryAddAsync(OutboxAlert alert, CancellationToken cancellationToken) =>
        await context.Database.ExecuteSqlRawAsync(OutboxSql.InsertOnce, OutboxSql.Values(alert), cancellationToken) > 0;

    /// <summary>The digest of a channel that still collects alerts for this slot; a new one, if there is none.</summary>
    public Task<OpenDigest> OpenDigestAsync(string channel, DigestSlot slot, Severity severity, CancellationToken cancellationToken) =>
        OutboxDigests.OpenAsync(context, channel, slot, severity, now, cancellationToken);

    /// <summary>Records that a rule has fired on a call.</summary>
    /// <returns>False: it was recorded before.</returns>
    public async Task<bool> TryRecordFireAsync(RuleFire fire, CancellationToken cancellationToken) =>
        await context.Database.ExecuteSqlRawAsync(
            """
            INSERT INTO rule_fires (workspace, rule_id, call_id, counted_by, fired_at) VALUES ({0}, {1}, {2}, {3}, {4})
            ON CONFLICT (workspace, rule_id, call_id) DO NOTHING
            """,
            [fire.Workspace, fire.RuleId, fire.CallId, fire.CountedBy, fire.FiredAt],
            cancellationToken
        ) > 0;

    /// <summary>On how many calls a rule has fired since then.</summary>
    public Task<int> CountFiresAsync(string ruleId, string countedBy, long since, CancellationToken cancellationToken) =>
        context.Fires.CountAsync(fire => fire.CountedBy == countedBy && fire.FiredAt > since && fire.RuleId == ruleId, cancellationToken);

    /// <summary>Whether an escalation of a rule was raised since then.</summary>
    public Task<bool> HasEscalatedAsync(string ruleId, string countedBy, long since, CancellationToken cancellationToken) =>
        context.Alerts.AnyAsync(
            alert =>
                alert.CountedBy == countedBy
                && alert.CreatedAt > since
                && alert.RuleId == ruleId
                && alert.Occurrence == AlertComposer.EscalationOccurrence
                && alert.State != AlertState.Dry,
            cancellationToken
        );
}
