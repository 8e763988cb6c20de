using System.Collections.Frozen;
using CallEvents.Alerting.Alerts;

namespace CallEvents.Alerting.Channels;

/// <summary>The outcome of one send.</summary>
/// <remarks>Reasons appear in logs, health and commands: they have no personal data, no secret, and no vendor's sentence.</remarks>
internal abstract record ChannelResult
{
    private ChannelResult() { }

    /// <summary>
    /// Of a notification to several recipients that has failed: those that have it, in earlier tries too, as hashes without spaces. They
    /// are handed over with the next try.
    /// </summary>
    public IReadOnlyCollection<string> DeliveredTo { get; init; } = [];

    /// <summary>The channel has it.</summary>
    public sealed record Sent : ChannelResult
    {
        /// <summary>Alerts of a digest that no one gets, each with why.</summary>
        public IReadOnlyDictionary<Alert, string> Undeliverable { get; init; } = FrozenDictionary<Alert, string>.Empty;
    }

    /// <summary>The channel refuses this notification, and a retry will not change that.</summary>
    /// <param name="Reason">Why, such as <c>HTTP 400 invalid_blocks</c>.</param>
    public sealed record Rejected(string Reason) : ChannelResult;

    /// <summary>The channel is unavailable, or limits the rate.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Delay">The pause that it asked for.</param>
    /// <param name="IsSuspect">
    /// Whether the notification itself may be the cause: 5xx or a time-out, no 429 and no refused connection.
    /// </param>
    public sealed record Unavailable(string Reason, TimeSpan? Delay = null, bool IsSuspect = false) : ChannelResult
    {
        /// <summary>Whether some of its recipients have it, so that the channel itself is available.</summary>
        public bool IsPartial { get; init; }
    }

    /// <summary>The channel rejects our address or credentials: an operator has to act.</summary>
    /// <param name="Reason">Why, and which setting to look at, never its value.</param>
    /// <param name="Delay">The pause until the next probe, if longer than a minute.</param>
    public sealed record Unauthorized(string Reason, TimeSpan? Delay = null) : ChannelResult;
}
