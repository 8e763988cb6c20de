using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Feed;

/// <summary>The re-read schedule of a workspace, and how far each of its lines has come.</summary>
internal sealed class RereadLines
{
    private readonly IReadOnlyList<RereadOptions> schedule;
    private readonly WorkspaceRow workspace;
    private readonly RereadRow[] rows;
    private int restsLeft;

    public RereadLines(IReadOnlyList<RereadOptions> schedule, IReadOnlyList<RereadRow> stored, WorkspaceRow workspace)
    {
        this.schedule = schedule;
        this.workspace = workspace;

        // Of what was created before the first start, backfill takes care. A line that is new in the schedule begins with the others.
        var start = stored.Count == 0 ? workspace.StartedAt : stored.Max(row => row.LastStart);
        rows =
        [
            .. Enumerable.Range(0, schedule.Count).Select(line => stored.FirstOrDefault(row => row.Line == line)
                ?? new RereadRow { Workspace = workspace.Name, Line = line, LastStart = start }),
        ];
    }

    public string Workspace => workspace.Name;

    /// <summary>How deep every poll reads again.</summary>
    public TimeSpan PolledDepth => schedule[0].Depth;

    /// <summary>The start of the last poll that came to its end: what it did not show came later.</summary>
    public DateTimeOffset LastPoll => rows[0].LastStart;

    /// <summary>No line will ever read what was created before this.</summary>
    public DateTimeOffset Deepest(DateTimeOffset now) => rows.Min(row => LastStart(row, now) - schedule[row.Line].Depth);

    /// <summary>
    /// A run of this line from now on, or the one that was interrupted, where it was left. One that began in the future was begun
    /// by a clock that has been corrected since, and begins again.
    /// </summary>
    public RereadRow Run(int line, DateTimeOffset now)
    {
        var row = rows[line];
        if (row.RunStart <= now)
            return row;
        var from = LastStart(row, now) - schedule[line].Depth;
        return row with { RunStart = now, DoneTo = from > workspace.StartFrom ? from : workspace.StartFrom };
    }

    /// <summary>The later lines whose time has come, and those that began in the future: by a clock that has been corrected since.</summary>
    public IReadOnlyList<int> Due(DateTimeOffset now) =>
        [.. Enumerable.Range(1, rows.Length - 1).Where(line => DueAt(line) <= now || rows[line].LastStart > now || rows[line].RunStart > now)];

    /// <summary>When the next of the later lines is due; null when there is none.</summary>
    public DateTimeOffset? NextDue => rows.Length == 1 ? null : Enumerable.Range(1, rows.Length - 1).Min(DueAt);

    /// <summary>What is in the ledger now.</summary>
    public void Note(RereadRow row) => rows[row.Line] = row;

    /// <summary>How often a later line has left its rest, the part that every poll walks anyway, to the next poll.</summary>
    public int RestsLeft => Volatile.Read(ref restsLeft);

    /// <summary>How many of these rests a poll has walked since.</summary>
    public int RestsWalked { get; private set; }

    /// <summary>Whether a poll has come to its end: until then nobody knows whether the clock is right.</summary>
    public bool Polled { get; private set; }

    public void LeaveRest() => Interlocked.Increment(ref restsLeft);

    public void EndPoll(int restsWalked) => (RestsWalked, Polled) = (restsWalked, true);

    /// <summary>A start in the future is one by a clock that has been corrected since: nobody knows when it was.</summary>
    private static DateTimeOffset LastStart(RereadRow row, DateTimeOffset now) => row.LastStart < now ? row.LastStart : now;

    private DateTimeOffset DueAt(int line) => rows[line].RunStart ?? rows[line].LastStart + schedule[line].Every;
}
