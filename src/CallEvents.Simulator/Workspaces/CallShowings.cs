namespace CallEvents.Simulator.Workspaces;

/// <summary>What the API has ever shown of a call, in answers that went out to their end. Safe to use from any thread.</summary>
public sealed class CallShowings
{
    // One lock for all calls: it is held for a moment, and one for each of a million calls would cost more than all else here.
    private static readonly Lock Gate = new();

    // Most calls are shown in one version: no list for them.
    private ShownVersion? last;
    private List<ShownVersion>? versions;
    private List<ShownTranscript>? transcripts;

    /// <summary>Whether it was ever shown, with its id.</summary>
    public bool Any => Volatile.Read(ref last) is not null;

    /// <summary>Whether its whole transcript was ever shown.</summary>
    public bool AnyWholeTranscript
    {
        get
        {
            lock (Gate)
                return transcripts?.Any(transcript => transcript.IsWhole) ?? false;
        }
    }

    /// <summary>The different contents that were shown, in the order in which they were first shown.</summary>
    public IReadOnlyList<ShownVersion> Versions
    {
        get
        {
            lock (Gate)
                return versions is not null ? [.. versions] : last is not null ? [last] : [];
        }
    }

    /// <summary>The different transcripts that were shown, in the order in which they were first shown.</summary>
    public IReadOnlyList<ShownTranscript> Transcripts
    {
        get
        {
            lock (Gate)
                return [.. transcripts ?? []];
        }
    }

    internal void Note(SimulatedCall call, DateTimeOffset now, params IReadOnlyList<string> oddities)
    {
        // Nearly always it is what was shown last.
        if (Volatile.Read(ref last) is { } before && ReferenceEquals(before.Call, call)
            && oddities.Count == 0 && before.Oddities.Count == 0)
        {
            return;
        }

        lock (Gate)
        {
            var known = versions ?? (last is null ? [] : [last]);
            if (known.Find(version => version.Call == call && version.Oddities.SequenceEqual(oddities)) is not null)
                return;

            var shown = new ShownVersion(call, now, oddities);
            if (last is not null)
                versions = [.. known, shown];

            Volatile.Write(ref last, shown);
        }
    }

    internal void NoteTranscript(int segments, bool isWhole, DateTimeOffset now)
    {
        lock (Gate)
        {
            transcripts ??= new(1);
            if (!transcripts.Exists(transcript => transcript.Segments == segments && transcript.IsWhole == isWhole))
                transcripts.Add(new(segments, isWhole, now));
        }
    }
}

/// <summary>One content of a call that was shown.</summary>
/// <param name="Call">The fields as they were shown.</param>
/// <param name="FirstShownAt">When that was first so.</param>
/// <param name="Oddities">
/// The switches that made the answer unusual, such as <c>numbers_as_text</c>; empty for an answer as documented.
/// </param>
public sealed record ShownVersion(SimulatedCall Call, DateTimeOffset FirstShownAt, IReadOnlyList<string> Oddities);

/// <summary>One transcript of a call that was shown.</summary>
/// <param name="Segments">How many segments it had.</param>
/// <param name="IsWhole">Whether it was all of it.</param>
/// <param name="FirstShownAt">When that was first so.</param>
public sealed record ShownTranscript(int Segments, bool IsWhole, DateTimeOffset FirstShownAt);
