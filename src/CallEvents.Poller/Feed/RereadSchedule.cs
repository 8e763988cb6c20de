using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Feed;

/// <summary>The re-read windows of a workspace, and the progress of each.</summary>
internal sealed class RereadSchedule
{
    private readonly IReadOnlyList<RereadOptions> windows;
    private readonly WorkspaceProgress workspace;
    private readonly RereadRow[] rows;
    private readonly HashSet<int> unstored;
    private int deferredTails;

    public RereadSchedule(IReadOnlyList<RereadOptions> windows, IReadOnlyList<RereadRow> stored, WorkspaceProgress workspace)
    {
        this.windows = windows;
        this.workspace = workspace;

        unstored = [.. Enumerable.Range(0, windows.Count).Except(stored.Select(row => row.Position))];

        // Calls created before the first start are handled by backfill. A window that is new in the schedule starts with the others.
        var start = stored.Count == 0 ? workspace.StartedAt : stored.Max(row => row.LastStart);
        rows =
        [
            .. Enumerable
                .Range(0, windows.Count)
                .Select(position =>
                    stored.FirstOrDefault(row => row.Position == position)
                    ?? new RereadRow
                    {
                        Workspace = workspace.Name,
                        Position = position,
                        LastStart = start,
                    }
                ),
        ];
    }

    public string Workspace => workspace.Name;

    /// <summary>
    /// The windows that the ledger does not know yet. They are stored with the first poll: a window that is stored only when it first runs
    /// would begin its interval again with each restart, and a poller that restarts more often would never run it.
    /// </summary>
    public IReadOnlyList<RereadRow> Unstored => [.. unstored.Select(position => rows[position])];

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
    public void Update(RereadRow row)
    {
        rows[row.Position] = row;
        unstored.Remove(row.Position);
    }

    public void DeferTail() => Interlocked.Increment(ref deferredTails);

    public void CompletePoll(int walkedTails) => (WalkedTails, HasPolled) = (walkedTails, true);

    /// <summary>A start in the future is one by a clock that has been corrected since: its real time is unknown.</summary>
    private static DateTimeOffset LastStart(RereadRow row, DateTimeOffset now) => row.LastStart < now ? row.LastStart : now;

    private DateTimeOffset DueAt(int position) => rows[position].RunStart ?? rows[position].LastStart + windows[position].Every;
}
