namespace CallEvents.Alerting.State;

/// <summary>Which half of a rule's conditions a call has met, until another message brings the other half.</summary>
internal sealed class RememberedMatch
{
    public required string Workspace { get; init; }

    public required string RuleId { get; init; }

    public required string CallId { get; init; }

    /// <summary>A hash of the conditions by which it was judged: of others, nothing is remembered.</summary>
    public required string Fingerprint { get; set; }

    /// <summary>The reasons of the conditions about fields as JSON; empty while they are not met. Personal data.</summary>
    public required string Fields { get; set; }

    /// <summary>The reasons of the conditions about the transcript as JSON; empty while they are not met. Personal data.</summary>
    public required string Rest { get; set; }

    /// <summary>When it last changed, in Unix milliseconds.</summary>
    public required long ChangedAt { get; set; }
}
