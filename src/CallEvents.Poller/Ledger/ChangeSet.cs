using System.Diagnostics;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Ledger;

/// <summary>What one transaction is to take in: answers to observe, progress to note, facts that were told.</summary>
internal sealed record ChangeSet
{
    public Lane Lane { get; init; }

    /// <summary>The W3C trace context of whoever asked the API, since the writer works outside of it.</summary>
    public string? TraceParent { get; } = Activity.Current?.Id;

    public IReadOnlyList<CallObservation> Observations { get; init; } = [];

    /// <summary>Items set aside.</summary>
    public IReadOnlyList<MalformedItem> Malformed { get; init; } = [];

    /// <summary>A parked key that has been asked for again and found readable, or gone.</summary>
    public string? Unparked { get; init; }

    /// <summary>A call whose check could not be read, or was put off by a wrong clock: when to check again.</summary>
    public (string CallId, DateTimeOffset NextCheck)? Postponed { get; init; }

    /// <summary>All live slices up to here are closed by this commit.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>All backfill slices up to here are closed by this commit.</summary>
    public DateTimeOffset? BackfilledTo { get; init; }

    /// <summary>A slice passed unread, with its error.</summary>
    public (Slice Slice, string Error)? Gap { get; init; }

    /// <summary>A gap that could be read at last.</summary>
    public Slice? GapClosed { get; init; }

    /// <summary>Lines of the re-read schedule that have come further.</summary>
    public IReadOnlyList<RereadRow> Rereads { get; init; } = [];

    /// <summary>Whether a later line of that schedule shows these calls: those given up are then looked at once more.</summary>
    public bool RetriesGivenUp { get; init; }

    /// <summary>The last time this ground was walked before; null when it was not, or could not be. A call of before is late.</summary>
    public DateTimeOffset? LastWalkStart { get; init; }

    /// <summary>Calls below the deepest re-read, to be thinned.</summary>
    public IReadOnlyList<string> Redactions { get; init; } = [];

    /// <summary>Facts that the broker has confirmed.</summary>
    public IReadOnlyList<OutboxRow> Published { get; init; } = [];

    /// <summary>No request before this time.</summary>
    public DateTimeOffset? ApiPausedUntil { get; init; }
}

/// <summary>An item that cannot be read.</summary>
/// <param name="Key">Its call's id, else its hash.</param>
/// <param name="IsCall">Whether the key is an id.</param>
/// <param name="Slice">The slice that showed it; null when the call itself was asked for.</param>
/// <param name="Error">Why, free of personal data.</param>
/// <param name="IsRetry">Whether it was asked for because it was parked, so that its next try is an hour from now.</param>
internal sealed record MalformedItem(string Key, bool IsCall, Slice? Slice, string Error, bool IsRetry = false);
