using CallEvents.Local.WireTap;

namespace CallEvents.Local.View;

/// <summary>All that a view shows, at one moment.</summary>
internal sealed record Snapshot
{
    public required Phase Phase { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public required TimeSpan? Length { get; init; }

    public required long Calls { get; init; }

    public required TimeSpan? Lag { get; init; }

    /// <summary>The part of the history that has been read, from 0 to 1; null before the poller has begun.</summary>
    public required double? History { get; init; }

    public required long Pending { get; init; }

    public required TimeSpan? OldestPending { get; init; }

    public required long Recorded { get; init; }

    public required long Transcribed { get; init; }

    public required long Updated { get; init; }

    public required long Unavailable { get; init; }

    /// <summary>Observed and not yet told.</summary>
    public required long Due { get; init; }

    /// <summary>Writes to the CRM; one may be of a call's fields and of its transcript.</summary>
    public required long Writes { get; init; }

    public required long FieldsWritten { get; init; }

    public required long TranscriptsWritten { get; init; }

    /// <summary>Messages that had nothing newer for the CRM.</summary>
    public required long Skipped { get; init; }

    public required long Alerts { get; init; }

    /// <summary>What is in the way, in words.</summary>
    public required IReadOnlyList<string> Trouble { get; init; }

    /// <summary>The newest first.</summary>
    public required IReadOnlyList<HeardEvent> Events { get; init; }

    /// <summary>Grows with everything that is done with events, so that progress can be seen.</summary>
    public long Handled => Recorded + Transcribed + Updated + Unavailable + Writes + Skipped + Alerts;
}
