namespace CallEvents.ServiceDefaults.Bus;

/// <summary>What a consumer's metrics need to know of a message.</summary>
/// <param name="Type">The name of its type, such as <c>CallRecorded</c>.</param>
/// <param name="Origin">Why it was published.</param>
/// <param name="ObservedAt">When the poller observed what it reports.</param>
public readonly record struct ReceivedMessage(string Type, string Origin, DateTimeOffset ObservedAt);

/// <summary>What became of a message that raised no exception.</summary>
public enum MessageOutcome
{
    /// <summary>It had its effect, or was found to need none.</summary>
    Handled,

    /// <summary>Older than, or the same as, what was handled before.</summary>
    Skipped,

    /// <summary>History, which concerns none of the service's rules.</summary>
    Ignored,
}
