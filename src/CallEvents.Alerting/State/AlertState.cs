namespace CallEvents.Alerting.State;

/// <summary>The states of an alert in the outbox.</summary>
internal static class AlertState
{
    /// <summary>To be sent as soon as it is due.</summary>
    public const string Pending = "pending";

    /// <summary>A digest that still collects alerts, until it is due.</summary>
    public const string Held = "held";

    /// <summary>Part of a digest.</summary>
    public const string Folded = "folded";

    /// <summary>The channel has it.</summary>
    public const string Sent = "sent";

    /// <summary>It will not be sent: the reason says why. Its content is kept for a while, for <c>alerts retry</c>.</summary>
    public const string Rejected = "rejected";

    /// <summary>Raised in a dry run.</summary>
    public const string Dry = "dry";

    public static IReadOnlyList<string> All { get; } = [Pending, Held, Folded, Sent, Rejected, Dry];
}
