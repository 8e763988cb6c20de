namespace CallEvents.Alerting.Alerts;

/// <summary>What a channel sends in one go.</summary>
/// <param name="Id">32 hexadecimal digits, the same for every try, so that a receiver can recognise a repeat.</param>
internal abstract record Notification(string Id)
{
    public abstract Severity Severity { get; }

    /// <summary>Which of several recipients have it already, in the words of the channel's last answer.</summary>
    public IReadOnlyCollection<string> DeliveredTo { get; init; } = [];
}

/// <summary>One alert.</summary>
internal sealed record AlertNotification(string Id, Alert Alert) : Notification(Id)
{
    public override Severity Severity => Alert.Severity;
}

/// <summary>Several alerts in one.</summary>
internal sealed record DigestNotification(string Id, Digest Digest) : Notification(Id)
{
    public override Severity Severity => Digest.Severity;
}
