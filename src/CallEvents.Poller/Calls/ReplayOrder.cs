namespace CallEvents.Poller.Calls;

/// <summary>A replay: what is published again, and to whom.</summary>
/// <param name="Job">The job, whose id every message of the replay carries.</param>
/// <param name="Queue">The only queue that gets it; null for all subscribers.</param>
/// <param name="Types">The types that are repeated.</param>
internal sealed record ReplayOrder(long Job, string? Queue, IReadOnlyCollection<CallEventType> Types)
{
    /// <summary>
    /// The types that can be repeated from what the API shows. An update cannot: what the call was before is kept nowhere.
    /// </summary>
    public static readonly IReadOnlyList<CallEventType> Repeatable =
    [
        CallEventType.CallRecorded,
        CallEventType.CallTranscribed,
        CallEventType.CallTranscriptUnavailable,
    ];

    /// <summary>Whether the response about a single call is needed: a page has no transcripts.</summary>
    public bool NeedsTranscripts => Types.Any(type => type != CallEventType.CallRecorded);
}
