using CallEvents.Alerting.Alerts;

namespace CallEvents.Alerting.State;

/// <summary>
/// An alert of one channel, or a digest of several. The row stays when the alert is sent, so that it is not sent again. Times are in Unix
/// milliseconds; no column is null, since parameters without a value have no type in a statement.
/// </summary>
internal sealed record OutboxAlert
{
    /// <summary>The value of <see cref="LateAt"/> for what is never late.</summary>
    public const long Never = long.MaxValue;

    /// <summary>32 hexadecimal digits: a hash of what makes it unique. Receivers recognise a repeat by it.</summary>
    public required string Id { get; init; }

    /// <summary>Empty for a digest, as are rule and call.</summary>
    public required string Workspace { get; init; }

    public required string RuleId { get; init; }

    public required string CallId { get; init; }

    public required string Channel { get; init; }

    /// <summary>Which of the rule's alerts of the call it is; of a digest, its key.</summary>
    public required string Occurrence { get; init; }

    /// <summary>One of <see cref="AlertState"/>.</summary>
    public required string State { get; set; }

    /// <summary>Why it is in its state, for people; empty for the usual course.</summary>
    public string Reason { get; set; } = "";

    public required Severity Severity { get; init; }

    public required long CreatedAt { get; init; }

    public required long ObservedAt { get; init; }

    /// <summary>Not sent before.</summary>
    public required long DueAt { get; set; }

    /// <summary>When it was to be sent first: from then on it waits for its channel.</summary>
    public required long FirstDueAt { get; set; }

    /// <summary>From when on it is late.</summary>
    public long LateAt { get; set; } = Never;

    /// <summary>Whether it is dropped when it is late, instead of put into a digest.</summary>
    public bool DropsLate { get; init; }

    /// <summary>Of a digest: a <see cref="DigestReason"/>; -1 for an alert.</summary>
    public int DigestReason { get; init; } = -1;

    /// <summary>The id of the digest that it is a part of; empty for none.</summary>
    public string DigestId { get; set; } = "";

    /// <summary>A hash of what the rule's throttle, or its escalation, counts together; empty for none.</summary>
    public string CountedBy { get; init; } = "";

    /// <summary>The alert as JSON. Personal data: empty once it is sent, and for a digest.</summary>
    public string Content { get; set; } = "";

    /// <summary>Which of its recipients have it, while others have not: what the channel calls them, separated by spaces.</summary>
    public string DeliveredTo { get; set; } = "";

    /// <summary>How often its channel failed on it.</summary>
    public int Failures { get; set; }

    /// <summary>When the claim of the sender expires.</summary>
    public long ClaimedUntil { get; set; }

    /// <summary>Increases with each claim; fences the holders of older claims.</summary>
    public int ClaimNumber { get; set; }

    /// <summary>When it was sent, rejected, or put aside in a dry run; 0 until then.</summary>
    public long EndedAt { get; set; }

    public bool IsDigest => DigestReason >= 0;
}
