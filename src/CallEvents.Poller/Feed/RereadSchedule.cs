using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Feed;

/// <summary>The re-read schedule of a workspace, and how far each of its lines has come.</summary>
internal sealed class RereadSchedule
{
    private readonly IReadOnlyList<RereadOptions> windows;
    private readonly WorkspaceRow workspace;
    private readonly RereadRow[] rows;
    private int deferredTails;

    public RereadSchedule(IReadOnlyList<RereadOptions> schedule, IReadOnlyList<RereadRow> stored, WorkspaceRow workspace)
    {
        this.windows = schedule;
        this.workspace = workspace;

        // Of what was created before the first start, backfill takes care. A line that is new in the schedule begins with the others.
        var start = stored.Count == 0 ? workspace.StartedAt : stored.Max(row => row.LastStart);
        rows =
        [
            .. Enumerable.Range(0, schedule.Count).Select(position => stored.FirstOrDefault(row => row.Position == position)
                ?? new RereadRow { Workspace = workspace.Name, Position = position, LastStart = start }),
        ];
    }

    public string Workspace => workspace.Name;

    /// <summary>How deep every poll reads again.</summary>
    public TimeSpan PollDepth => windows[0].Depth;

    /// <summary>The start of the last poll that came to its end: what it did not show came later.</summary>
    public DateTimeOffset LastPollStart => rows[0].LastStart;

    /// <summary>No line will ever read what was created before this.</summary>
    public DateTimeOffset OldestReread(DateTimeOffset now) => rows.Min(row => LastStart(row, now) - windows[row.Position].Depth);

    /// <summary>
    /// A run of this line from now on, or the one that was interrupted, where it was left. One that began in the future was begun
    /// by a clock that has been corrected since, and begins again.
    /// </summary>
    public RereadRow BeginOrResume(int position, DateTimeOffset now)
    {
        var row = rows[position];
        if (row.RunStart <= now)
            return row;
        var from = LastStart(row, now) - windows[position].Depth;
        return row with { RunStart = now, WalkedTo = from > workspace.StartFrom ? from : workspace.StartFrom };
    }

    /// <summary>The later lines whose time has come, and those that began in the future: by a clock that has been corrected since.</summary>
    public IReadOnlyList<int> Due(DateTimeOffset now) =>
        [.. Enumerable.Range(1, rows.Length - 1).Where(position => DueAt(position) <= now || rows[position].LastStart > now || rows[position].RunStart > now)];

    /// <summary>When the next of the later lines is due; null when there is none.</summary>
    public DateTimeOffset? NextDue => rows.Length == 1 ? null : Enumerable.Range(1, rows.Length - 1).Min(DueAt);

    /// <summary>What is in the ledger now.</summary>
    public void Update(RereadRow row) => rows[row.Position] = row;

    /// <summary>How often a later line has left its rest, the part that every poll walks anyway, to the next poll.</summary>
    public int DeferredTails => Volatile.Read(ref deferredTails);

    /// <summary>How many of these rests a poll has walked since.</summary>
    public int WalkedTails { get; private set; }

    /// <summary>Whether a poll has come to its end: until then nobody knows whether the clock is right.</summary>
    public bool HasPolled { get; private set; }

    public void DeferTail() => Interlocked.Increment(ref deferredTails);

    public void CompletePoll(int walkedTails) => (WalkedTails, HasPolled) = (walkedTails, true);

    /// <summary>A start in the future is one by a clock that has been corrected since: nobody knows when it was.</summary>
    private static DateTimeOffset LastStart(RereadRow row, DateTimeOffset now) => row.LastStart < now ? row.LastStart : now;

    private DateTimeOffset DueAt(int position) => rows[position].RunStart ?? rows[position].LastStart + windows[position].Every;
}
