namespace CallEvents.Alerting.Alerts;

/// <summary>
/// What one channel says of a call on which a rule fired. Composed for that channel: what its settings hide is not in it. Texts are plain
/// and not escaped: that is each channel's own matter.
/// </summary>
internal sealed record Alert
{
    public required string RuleId { get; init; }

    /// <summary>The rule's title.</summary>
    public required string Title { get; init; }

    public required Severity Severity { get; init; }

    public required string Workspace { get; init; }

    public required string CallId { get; init; }

    /// <summary>Why the rule fired, or what its <c>message</c> renders. May have several lines.</summary>
    public required string Text { get; init; }

    /// <summary>Revont user id of the rep.</summary>
    public string? RepId { get; init; }

    /// <summary>The rep's name from the people file.</summary>
    public string? RepName { get; init; }

    /// <summary>How the prospect is named: the address, its domain, or null.</summary>
    public string? Prospect { get; init; }

    /// <summary>The prospect's address, only where the channel may have it.</summary>
    public string? ProspectEmail { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ObservedAt { get; init; }

    public string? Outcome { get; init; }

    public double? CoachingScore { get; init; }

    public double? DurationSeconds { get; init; }

    /// <summary>At most three; empty where the channel shows none.</summary>
    public IReadOnlyList<Snippet> Snippets { get; init; } = [];

    /// <summary>The address of the call's page.</summary>
    public string? Link { get; init; }

    public required long Revision { get; init; }

    /// <summary>Which of a rule's alerts of the call it is: empty for the only one, else the revision, or <c>escalation</c>.</summary>
    public string Occurrence { get; init; } = "";

    /// <summary>The W3C <c>traceparent</c> of the message that raised it, so that sending it is a part of that trace.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Whether it says that the rule has fired too often.</summary>
    public bool IsEscalation { get; init; }

    /// <summary>Whether an operator has asked for it to try the channel.</summary>
    public bool IsTest { get; init; }
}
