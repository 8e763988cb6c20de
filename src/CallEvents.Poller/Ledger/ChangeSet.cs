using System.Diagnostics;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Revont.Calls;

namespace CallEvents.Poller.Ledger;

/// <summary>What one commit changes in the ledger. Each kind of work has its own.</summary>
internal abstract record ChangeSet
{
    /// <summary>The span of the request, or of the pass, that the changes come from: the writer runs outside of it.</summary>
    public Activity? Source { get; init; } = PassTrace.Latest;

    /// <summary>Windows of the re-read schedule that have advanced.</summary>
    public IReadOnlyList<RereadRow> Rereads { get; init; } = [];

    /// <summary>How far the job has come that the change belongs to; null for one of a loop's own.</summary>
    public JobStep? Job { get; init; }

    /// <summary>The calls whose state the change is based on.</summary>
    public virtual IReadOnlyList<string> CallIds => [];
}

/// <summary>A page of a slice: observations to decide on, and how far its walk has come.</summary>
internal sealed record PageChanges : ChangeSet
{
    public required Lane Lane { get; init; }

    /// <summary>The slice, or the part of it, that the page belongs to.</summary>
    public required Slice Slice { get; init; }

    public IReadOnlyList<CallObservation> Observations { get; init; } = [];

    public IReadOnlyList<MalformedItem> Malformed { get; init; } = [];

    /// <summary>The parts of the slice that are recorded as gaps.</summary>
    public IReadOnlyList<UnreadableRange> Gaps { get; init; } = [];

    /// <summary>Whether given-up calls on the page get one more check.</summary>
    public bool RetriesGivenUp { get; init; }

    /// <summary>When this interval was last walked; null when it was not, or could not be. A new call created before it is late.</summary>
    public DateTimeOffset? LastWalkStart { get; init; }

    /// <summary>All live slices up to here are closed by this commit.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>All backfill slices up to here are closed by this commit.</summary>
    public DateTimeOffset? BackfilledTo { get; init; }

    /// <summary>Calls created from here on are accepted, before the start has moved back there; null: from the start on.</summary>
    public DateTimeOffset? AcceptedFrom { get; init; }

    /// <summary>The start moves back to here: all since is walked with this commit.</summary>
    public DateTimeOffset? StartFrom { get; init; }

    public override IReadOnlyList<string> CallIds => [.. Observations.Select(observation => observation.CallId)];
}

/// <summary>Calls that a replay publishes again.</summary>
internal sealed record ReplayedCalls(ReplayOrder Order, IReadOnlyList<CallObservation> Observations) : ChangeSet
{
    public override IReadOnlyList<string> CallIds => [.. Observations.Select(observation => observation.CallId)];
}

/// <summary>Calls whose data is erased for good.</summary>
internal sealed record Erasure(IReadOnlyList<string> Calls) : ChangeSet
{
    public override IReadOnlyList<string> CallIds => Calls;
}

/// <summary>A job that has come further, without any other change.</summary>
internal sealed record JobProgress : ChangeSet;

/// <summary>The workspace is paused, or resumed, from the next session on.</summary>
internal sealed record WorkspacePause(bool IsPaused) : ChangeSet;

/// <summary>One call, or one item without a readable id: what a response about it changes.</summary>
/// <param name="Key">The call's id, or the key of the parked item.</param>
internal sealed record ItemChanges(string Key) : ChangeSet
{
    public Lane Lane { get; init; }

    public CallObservation? Observation { get; init; }

    /// <summary>Parks it, or postpones its retry when it is parked already.</summary>
    public ParkRequest? Park { get; init; }

    /// <summary>Whether its retry is postponed, unless it was read elsewhere meanwhile and is parked no longer.</summary>
    public bool StaysParked { get; init; }

    /// <summary>
    /// Whether it is parked no longer once the observation was read whole, although a page showed it malformed: no page will show it again.
    /// </summary>
    public bool IsReleasedWhenRead { get; init; }

    /// <summary>Whether the API shows it no longer: then it is not parked any more either.</summary>
    public bool IsGone { get; init; }

    /// <summary>
    /// When the transcript is checked again, after a check without a usable response or one that was planned by a wrong clock.
    /// </summary>
    public DateTimeOffset? NextCheckAt { get; init; }

    public override IReadOnlyList<string> CallIds => Observation is null && NextCheckAt is null ? [] : [Key];
}

/// <summary>Re-read windows that have advanced or completed without a page.</summary>
internal sealed record RereadProgress : ChangeSet;

/// <summary>The windows of a schedule that was configured anew: they replace all stored ones.</summary>
internal sealed record ReplacedRereads(IReadOnlyList<RereadRow> Windows) : ChangeSet;

/// <summary>A gap that was tried again, and what is left of it.</summary>
internal sealed record RetriedGap(Slice Slice, IReadOnlyList<UnreadableRange> Remaining) : ChangeSet;

/// <summary>Calls older than the deepest re-read, to be redacted.</summary>
internal sealed record Redactions(IReadOnlyList<string> Calls) : ChangeSet;

/// <summary>Events that the broker has confirmed, and those it returned as unroutable that are not waited for.</summary>
internal sealed record SettledEvents(IReadOnlyList<OutboxRow> Published, IReadOnlyList<OutboxRow> Discarded) : ChangeSet;

/// <summary>The API's <c>Retry-After</c>: no request for this time from now on, by the database's clock.</summary>
internal sealed record ApiPause(TimeSpan Delay) : ChangeSet;

/// <summary>A malformed item to park.</summary>
/// <param name="Item">The item.</param>
/// <param name="Slice">The slice whose page showed it; null when the call itself was requested.</param>
/// <param name="IsRetry">Whether it was requested because it is parked, so that its next retry is postponed.</param>
internal sealed record ParkRequest(MalformedItem Item, Slice? Slice, bool IsRetry);
