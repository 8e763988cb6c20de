using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Outbox;

/// <summary>How events are published. Source: section <c>Publishing</c>.</summary>
public sealed class PublishingOptions
{
    /// <summary>The section these options are bound from.</summary>
    public const string Section = "Publishing";

    /// <summary>The event types that wait for a subscriber. An event of another type without a subscriber is discarded.</summary>
    /// <value>Default: <c>CallRecorded</c> and <c>CallTranscribed</c>. Names of event types.</value>
    public List<string> RequireSubscriber { get; set; } = [];

    /// <summary>The deadline of one publish, up to the broker's confirmation.</summary>
    /// <value>Default: 10 seconds. Above zero, up to 5 minutes.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>While this many events of a type are pending, the lanes that produce the type pause, live pages excepted.</summary>
    /// <value>Default: 10,000 for each type. From 1 to 10,000,000.</value>
    public int MaxPending { get; set; } = 10_000;

    /// <summary>The longest message, in bytes. A longer one is parked and never sent: the broker would close the channel.</summary>
    /// <value>Default: 8 MiB. From 1 KiB to 128 MiB.</value>
    public int MaxBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>
    /// Queues that must be bound: for all types that wait for a subscriber, or for those named behind an equals sign. Needs
    /// <c>RabbitMq:Management</c>.
    /// </summary>
    /// <value>Default: none. Such as <c>crm-log-call</c>, or <c>billing-count-minutes=CallRecorded</c>.</value>
    public List<string> ExpectQueues { get; set; } = [];

    /// <summary>Whether events of a type wait while an expected queue is not bound for it.</summary>
    /// <value>Default: true.</value>
    public bool WaitForExpected { get; set; } = true;

    internal bool Requires(CallEventType type) =>
        RequireSubscriber.Count == 0
            ? type is CallEventType.CallRecorded or CallEventType.CallTranscribed
            : RequireSubscriber.Contains(type.ToString(), StringComparer.OrdinalIgnoreCase);
}
