namespace CallEvents.Alerting.State;

/// <summary>Which alerts a command is about; null for all.</summary>
internal sealed record AlertFilter(string? State = null, string? Rule = null, string? Channel = null, string? Call = null)
{
    public IQueryable<OutboxAlert> Of(IQueryable<OutboxAlert> alerts)
    {
        var chosen = State is null ? alerts : alerts.Where(alert => alert.State == State);
        if (State == AlertState.Rejected)
            chosen = Rejected(alerts, alerts);
        if (Rule is not null)
            chosen = chosen.Where(alert => alert.RuleId == Rule);
        if (Channel is not null)
            chosen = chosen.Where(alert => alert.Channel == Channel);
        return Call is null ? chosen : chosen.Where(alert => alert.CallId == Call);
    }

    /// <summary>What was rejected, alone or in a digest.</summary>
    /// <param name="chosen">Those to choose from.</param>
    /// <param name="all">All alerts.</param>
    public static IQueryable<OutboxAlert> Rejected(IQueryable<OutboxAlert> chosen, IQueryable<OutboxAlert> all) =>
        chosen.Where(alert =>
            alert.State == AlertState.Rejected
            || (
                alert.State == AlertState.Folded
                && alert.Content != ""
                && all.Any(digest => digest.Id == alert.DigestId && digest.State == AlertState.Rejected)
            )
        );
}
