using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Outbox;

/// <summary>How facts are told. Source: section <c>Publishing</c>.</summary>
public sealed class PublishingOptions
{
    /// <summary>The section these options are bound from.</summary>
    public const string Section = "Publishing";

    /// <summary>The types that wait for a subscriber. One of another type that nobody is bound to counts as told.</summary>
    /// <value>Default: <c>CallRecorded</c> and <c>CallTranscribed</c>.</value>
    public List<string> RequireSubscriber { get; set; } = [];

    /// <summary>The deadline of one publish, from the call to the broker's confirmation.</summary>
    /// <value>Default: 10 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>While so many facts of a type wait to be told, the lanes that make more of them pause, live pages excepted.</summary>
    /// <value>Default: 10,000 for each type.</value>
    public int MaxPending { get; set; } = 10_000;

    /// <summary>The longest message in bytes. A fact over it is parked, since the broker would close the channel.</summary>
    /// <value>Default: 8 MiB.</value>
    public int MaxBytes { get; set; } = 8 * 1024 * 1024;

    internal bool Requires(CallEventType type) =>
        RequireSubscriber.Count == 0
            ? type is CallEventType.CallRecorded or CallEventType.CallTranscribed
            : RequireSubscriber.Contains(type.ToString(), StringComparer.OrdinalIgnoreCase);
}
