using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Feed;

/// <summary>The re-read windows of a workspace, and the progress of each.</summary>
internal sealed class RereadSchedule
{
    private readonly IReadOnlyList<RereadOptions> windows;
    private readonly WorkspaceProgress workspace;
    private readonly RereadRow[] rows;
    private int deferredTails;

    public RereadSchedule(IReadOnlyList<RereadOptions> windows, IReadOnlyList<RereadRow> stored, WorkspaceProgress workspace)
    {
        this.windows = windows;
        this.workspace = workspace;

        var left = stored.ToList();
        var matches = windows.Select((window, position) => Claim(left, window, position)).ToList();

        // Calls created before the first start are handled by backfill. A window that is new starts where those that it replaces ended, so
        // that a call that one of them would have found is not left out; if it replaces none, it starts with the others.
        var start =
            stored.Count == 0 ? workspace.StartedAt
            : left.Count > 0 ? left.Min(row => row.LastStart)
            : stored.Max(row => row.LastStart);
        rows = [.. windows.Select((window, position) => Place(matches[position], window, position, start))];
        IsChanged = left.Count > 0 || rows.Any(row => !stored.Contains(row));
    }

    /// <summary>
    /// Whether the windows differ from the stored ones, which <see cref="Rows"/> are to replace when the session starts: a window that is
    /// stored only when it first runs would begin its interval again with each restart, and a poller that restarts more often would never
    /// run it.
    /// </summary>
    public bool IsChanged { get; }

    public IReadOnlyList<RereadRow> Rows => rows;

    public string Workspace => workspace.Name;

    /// <summary>How far back every poll reads.</summary>
    public TimeSpan PollDepth => windows[0].Depth;

    /// <summary>The start of the last completed poll: a call that it did not show arrived later.</summary>
    public DateTimeOffset LastPollStart => rows[0].LastStart;

    /// <summary>When the next of the later windows is due; null when there are none.</summary>
    public DateTimeOffset? NextDue => rows.Length == 1 ? null : Enumerable.Range(1, rows.Length - 1).Min(DueAt);

    /// <summary>How often a later window has left its tail, the part that every poll walks anyway, to the next poll.</summary>
    public int DeferredTails => Volatile.Read(ref deferredTails);

    /// <summary>How many of these tails a poll has walked since.</summary>
    public int WalkedTails { get; private set; }

    /// <summary>Whether a poll has completed: until then the clock may be wrong.</summary>
    public bool HasPolled { get; private set; }

    /// <summary>No window will ever cover calls created before this.</summary>
    public DateTimeOffset OldestReread(DateTimeOffset now) => rows.Min(row => LastStart(row, now) - windows[row.Position].Depth);

    /// <summary>
    /// A run of the window from now on, or the interrupted one. One that began in the future was begun by a clock that has been corrected
    /// since, and begins again.
    /// </summary>
    public RereadRow BeginOrResume(int position, DateTimeOffset now)
    {
        var row = rows[position];
        if (row.RunStart <= now)
            return row;
        var from = LastStart(row, now) - windows[position].Depth;
        return row with { RunStart = now, WalkedTo = from > workspace.StartFrom ? from : workspace.StartFrom };
    }

    /// <summary>The later windows that are due, and those that began in the future: by a clock that has been corrected since.</summary>
    public IReadOnlyList<int> Due(DateTimeOffset now) =>
        [
            .. Enumerable
                .Range(1, rows.Length - 1)
                .Where(position => DueAt(position) <= now || rows[position].LastStart > now || rows[position].RunStart > now),
        ];

    /// <summary>Takes over the stored progress of a window.</summary>
    public void Update(RereadRow row) => rows[row.Position] = row;

    public void DeferTail() => Interlocked.Increment(ref deferredTails);

    public void CompletePoll(int walkedTails) => (WalkedTails, HasPolled) = (walkedTails, true);

    /// <summary>
    /// The stored progress of a window, taken from those that are left: progress follows the window, not its position. A row of an earlier
    /// version has no depth.
    /// </summary>
    private static RereadRow? Claim(List<RereadRow> left, RereadOptions window, int position)
    {
        var row =
            left.FirstOrDefault(row => row.Depth == window.Depth)
            ?? left.FirstOrDefault(row => row.Depth is null && row.Position == position);
        if (row is not null)
            left.Remove(row);
        return row;
    }

    private RereadRow Place(RereadRow? stored, RereadOptions window, int position, DateTimeOffset start)
    {
        var row =
            stored
            ?? new RereadRow
            {
                Workspace = workspace.Name,
                Position = position,
                LastStart = start,
            };
        return row with { Position = position, Depth = window.Depth };
    }

    /// <summary>A start in the future is one by a clock that has been corrected since: its real time is unknown.</summary>
    private static DateTimeOffset LastStart(RereadRow row, DateTimeOffset now) => row.LastStart < now ? row.LastStart : now;

    private DateTimeOffset DueAt(int position) => rows[position].RunStart ?? rows[position].LastStart + windows[position].Every;
}
