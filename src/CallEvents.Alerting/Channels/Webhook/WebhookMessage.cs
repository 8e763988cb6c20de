using CallEvents.Contracts;

namespace CallEvents.Alerting.Channels.Webhook;

/// <summary>The body of a webhook, as <c>webhooks/schemas</c> of the contracts describes it. What is null is absent.</summary>
/// <param name="Type"><c>alert.fired</c> or <c>alert.digest</c>.</param>
/// <param name="Timestamp">When this body was made.</param>
/// <param name="Data">What happened.</param>
internal sealed record WebhookMessage<TData>(string Type, DateTimeOffset Timestamp, TData Data);

/// <summary>One alert. In a digest it has neither text nor snippets.</summary>
internal sealed record WebhookAlert
{
    public required WebhookRule Rule { get; init; }

    public required string Workspace { get; init; }

    public required Call Call { get; init; }

    public required long Revision { get; init; }

    public required DateTimeOffset ObservedAt { get; init; }

    public required string Occurrence { get; init; }

    public required bool Escalation { get; init; }

    public required bool Test { get; init; }

    public string? RepName { get; init; }

    public string? Prospect { get; init; }

    public string? Text { get; init; }

    public IReadOnlyList<WebhookSnippet>? Snippets { get; init; }

    public string? Link { get; init; }
}

/// <summary>A rule.</summary>
internal sealed record WebhookRule(string Id, string Title, string Severity);

/// <summary>A sentence of the transcript.</summary>
internal sealed record WebhookSnippet(string? Speaker, double? StartSeconds, string Sentence, string Words);

/// <summary>Several alerts.</summary>
/// <param name="Reason">Why they are in a digest.</param>
/// <param name="Severity">The highest of their severities.</param>
/// <param name="Count">How many they are.</param>
/// <param name="More">How many are not among the newest.</param>
/// <param name="Rules">How many of each rule.</param>
/// <param name="Newest">The newest ones.</param>
internal sealed record WebhookDigest(
    string Reason,
    string Severity,
    int Count,
    int More,
    IReadOnlyList<WebhookCount> Rules,
    IReadOnlyList<WebhookAlert> Newest
);

/// <summary>How many alerts a digest has of a rule.</summary>
internal sealed record WebhookCount(string Id, string Title, string Severity, int Count);
