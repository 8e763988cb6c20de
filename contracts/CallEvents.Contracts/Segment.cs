namespace CallEvents.Contracts;

/// <summary>A segment of a transcript, by one speaker. The order of the segments is the API's.</summary>
public sealed record Segment
{
    /// <summary>The speaker: one of <see cref="Speakers"/>, or a value that Revont added later, passed through unchanged.</summary>
    public string? Speaker { get; init; }

    /// <summary>Where the segment begins, in milliseconds from the start of the call.</summary>
    public long? StartMs { get; init; }

    /// <summary>Where the segment ends, in milliseconds from the start of the call.</summary>
    public long? EndMs { get; init; }

    /// <summary>The text; empty when the API shows none. Personal data: keep it out of logs, spans and metric labels.</summary>
    public required string Text { get; init; }
}
