using CallEvents.Simulator.Calls;

namespace CallEvents.Simulator.Workspaces;

/// <summary>The versions of a call that the API has shown in complete responses. Safe to use from any thread.</summary>
public sealed class CallExposure
{
    // One lock for all calls: it is held briefly, and a lock per call would dominate the memory of a million calls.
    private static readonly Lock Sync = new();

    // Most calls have one version only, and need no list.
    private ShownVersion? last;
    private List<ShownVersion>? versions;
    private List<ShownTranscript>? transcripts;

    /// <summary>Whether any response contained the call, with its id.</summary>
    public bool HasBeenShown => Volatile.Read(ref last) is not null;

    /// <summary>Whether any response contained the complete transcript.</summary>
    public bool HasShownCompleteTranscript
    {
        get
        {
            lock (Sync)
                return transcripts?.Any(transcript => transcript.IsComplete) ?? false;
        }
    }

    /// <summary>The distinct versions of the fields, in the order in which they were first shown.</summary>
    public IReadOnlyList<ShownVersion> Versions
    {
        get
        {
            lock (Sync)
                return versions is not null ? [.. versions]
                    : last is not null ? [last]
                    : [];
        }
    }

    /// <summary>The distinct versions of the transcript, in the order in which they were first shown.</summary>
    public IReadOnlyList<ShownTranscript> Transcripts
    {
        get
        {
            lock (Sync)
                return [.. transcripts ?? []];
        }
    }

    internal void Record(SimulatedCall call, DateTimeOffset now, params IReadOnlyList<string> deviations)
    {
        // Fast path: usually the version is the one shown last.
        if (
            Volatile.Read(ref last) is { } previous
            && ReferenceEquals(previous.Call, call)
            && deviations.Count == 0
            && previous.Deviations.Count == 0
        )
        {
            return;
        }

        lock (Sync)
        {
            var known = versions ?? (last is null ? [] : [last]);
            if (known.Find(version => version.Call == call && version.Deviations.SequenceEqual(deviations)) is not null)
                return;

            var shown = new ShownVersion(call, now, deviations);
            if (last is not null)
                versions = [.. known, shown];

            Volatile.Write(ref last, shown);
        }
    }

    internal void RecordTranscript(int segments, bool isComplete, DateTimeOffset now)
    {
        lock (Sync)
        {
            transcripts ??= new(1);
            if (!transcripts.Exists(transcript => transcript.Segments == segments && transcript.IsComplete == isComplete))
                transcripts.Add(new(segments, isComplete, now));
        }
    }
}

/// <summary>A version of a call that the API has shown.</summary>
/// <param name="Call">The fields as shown.</param>
/// <param name="FirstShownAt">When it was first shown.</param>
/// <param name="Deviations">
/// The faults that made the response deviate from the documentation, such as <c>numbers_as_strings</c>; empty without any.
/// </param>
public sealed record ShownVersion(SimulatedCall Call, DateTimeOffset FirstShownAt, IReadOnlyList<string> Deviations);

/// <summary>A version of a transcript that the API has shown.</summary>
/// <param name="Segments">The number of segments.</param>
/// <param name="IsComplete">Whether it was complete.</param>
/// <param name="FirstShownAt">When it was first shown.</param>
public sealed record ShownTranscript(int Segments, bool IsComplete, DateTimeOffset FirstShownAt);
