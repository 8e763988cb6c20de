using CallEvents.Local.WireTap;

namespace CallEvents.Local.View;

/// <summary>Everything a view shows, at one point in time.</summary>
internal sealed record Snapshot
{
    public required RunPhase Phase { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public required TimeSpan? PlannedDuration { get; init; }

    public required long Calls { get; init; }

    public required TimeSpan? Lag { get; init; }

    /// <summary>The fraction of the backfill that is complete, from 0 to 1; null before the poller has started.</summary>
    public required double? BackfillProgress { get; init; }

    public required long PendingTranscripts { get; init; }

    public required TimeSpan? OldestPendingTranscript { get; init; }

    public required long Recorded { get; init; }

    public required long Transcribed { get; init; }

    public required long Updated { get; init; }

    public required long Unavailable { get; init; }

    public required long OutboxPending { get; init; }

    /// <summary>Writes to the CRM; one write may contain a call's fields, its transcript, or both.</summary>
    public required long Writes { get; init; }

    public required long FieldsWritten { get; init; }

    public required long TranscriptsWritten { get; init; }

    /// <summary>Messages that the CRM updater skipped because it had already written the same or a newer revision.</summary>
    public required long Skipped { get; init; }

    public required long Alerts { get; init; }

    /// <summary>The alerts of this run by rule, the most frequent first; null with the built-in rule alone.</summary>
    public IReadOnlyList<RuleCount>? AlertsByRule { get; init; }

    /// <summary>The current problems, as text.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>The latest events, newest first.</summary>
    public required IReadOnlyList<ReceivedEvent> Events { get; init; }

    /// <summary>Increases with every published or consumed event; used to detect progress.</summary>
    public long Handled => Recorded + Transcribed + Updated + Unavailable + Writes + Skipped + Alerts;
}
