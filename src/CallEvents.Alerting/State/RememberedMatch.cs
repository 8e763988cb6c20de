namespace CallEvents.Alerting.State;

/// <summary>Which half of a rule's conditions a call has met, until another message brings the other half.</summary>
internal sealed class RememberedMatch
{
    /// <summary>The reasons of a rule that has fired: they are erased, and that they were met stays.</summary>
    public const string Fired = "[]";

    public required string Workspace { get; init; }

    public required string RuleId { get; init; }

    public required string CallId { get; init; }

    /// <summary>A hash of the conditions by which it was judged: of others, nothing is remembered.</summary>
    public required string Fingerprint { get; set; }

    /// <summary>The reasons of the conditions about fields as JSON; empty while they are not met. Personal data.</summary>
    public required string Fields { get; set; }

    /// <summary>The reasons of the conditions about the transcript as JSON; empty while they are not met. Personal data.</summary>
    public required string Rest { get; set; }

    /// <summary>The call as it met the conditions about fields, as JSON; empty while they are not met. Personal data.</summary>
    public required string Call { get; set; }

    /// <summary>The revision of <see cref="Call"/>.</summary>
    public required long Revision { get; set; }

    /// <summary>When one of the halves was met, in Unix milliseconds; it is forgotten so long after that.</summary>
    public required long ChangedAt { get; set; }
}
