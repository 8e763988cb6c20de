namespace CallEvents.Alerting.State;

/// <summary>The statement that inserts a row of the outbox.</summary>
internal static class OutboxSql
{
    public const string Columns =
        "id, workspace, rule_id, call_id, channel, occurrence, state, reason, severity, created_at, observed_at, due_at, first_due_at, "
        + "late_at, drops_late, digest_reason, digest_id, counted_by, content, failures, claimed_until, claim_number, ended_at, "
        + "delivered_to";

    public const string Insert =
        $"INSERT INTO alerts ({Columns}) VALUES "
        + "({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}, {9}, {10}, {11}, {12}, {13}, {14}, {15}, {16}, {17}, {18}, 0, 0, 0, {19}, '')";

    /// <summary>Inserts nothing where there is such an alert.</summary>
    public const string InsertOnce = $"{Insert} ON CONFLICT (workspace, rule_id, call_id, channel, occurrence) DO NOTHING";

    /// <summary>The parameters of both.</summary>
    public static IReadOnlyList<object> Values(OutboxAlert alert) =>
        [
            alert.Id,
            alert.Workspace,
            alert.RuleId,
            alert.CallId,
            alert.Channel,
            alert.Occurrence,
            alert.State,
            alert.Reason,
            (int)alert.Severity,
            alert.CreatedAt,
            alert.ObservedAt,
            alert.DueAt,
            alert.FirstDueAt,
            alert.LateAt,
            alert.DropsLate,
            alert.DigestReason,
            alert.DigestId,
            alert.CountedBy,
            alert.Content,
            alert.EndedAt,
        ];
}
