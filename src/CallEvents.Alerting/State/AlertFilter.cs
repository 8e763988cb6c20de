namespace CallEvents.Alerting.State;

/// <summary>Which alerts a command is about; null for all.</summary>
internal sealed record AlertFilter(string? State = null, string? Rule = null, string? Channel = null, string? Call = null)
{
    public IQueryable<OutboxAlert> Of(IQueryable<OutboxAlert> alerts)
    {
        if (State is not null)
            alerts = alerts.Where(alert => alert.State == State);
        if (Rule is not null)
            alerts = alerts.Where(alert => alert.RuleId == Rule);
        if (Channel is not null)
            alerts = alerts.Where(alert => alert.Channel == Channel);
        return Call is null ? alerts : alerts.Where(alert => alert.CallId == Call);
    }
}
