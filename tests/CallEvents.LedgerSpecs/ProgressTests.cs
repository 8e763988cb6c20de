using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.LedgerSpecs;

public abstract class ProgressTests(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    [Fact]
    public async Task Each_line_of_the_schedule_keeps_how_far_it_has_come_for_itself()
    {
        await using var ledger = await OpenAsync();
        await using var work = await ledger.WorkAsync(await ledger.BeginAsync());
        RereadRow[] lines = [Line(0, hoursAgo: 1), Line(1, hoursAgo: 5), Line(2, hoursAgo: 20)];
        await work.Writer.CommitAsync(new ChangeSet { Rereads = lines }, default);

        var further = lines[1] with { RunStart = TestLedger.Now, WalkedTo = TestLedger.Now.AddHours(-29) };
        await work.Writer.CommitAsync(new ChangeSet { Rereads = [further] }, default);
        (await StoredAsync(ledger, "main")).ShouldBe([lines[0], further, lines[2]]);

        var ended = further.Complete();
        await work.Writer.CommitAsync(new ChangeSet { Rereads = [ended] }, default);
        (await StoredAsync(ledger, "main")).ShouldBe([lines[0], ended, lines[2]]);
    }

    [Fact]
    public async Task What_one_workspace_has_done_says_nothing_of_another()
    {
        await using var ledger = await OpenAsync();
        var (main, other) = (await ledger.BeginAsync(), await ledger.BeginAsync("other"));
        var before = (other.Watermark, other.BackfilledTo, other.ApiPausedUntil);
        await using var work = await ledger.WorkAsync(main);
        await using var elsewhere = await ledger.WorkAsync(other);
        var line = Line(1, hoursAgo: 30) with { Workspace = "other" };
        await elsewhere.Writer.CommitAsync(new ChangeSet { Rereads = [line] }, default);

        await work.Writer.CommitAsync(new ChangeSet { Rereads = [Line(1, hoursAgo: 1)] }, default);
        await work.Writer.CommitAsync(new ChangeSet { Watermark = TestLedger.Now, BackfilledTo = TestLedger.Now, ApiPausedUntil = TestLedger.Now, Rereads = [Line(1, hoursAgo: 0)] }, default);

        (await StoredAsync(ledger, "main")).ShouldBe([Line(1, hoursAgo: 0)]);
        (await StoredAsync(ledger, "other")).ShouldBe([line]);
        var stored = (await ledger.Reader.WorkspaceAsync("other", default))!;
        (stored.Watermark, stored.BackfilledTo, stored.ApiPausedUntil).ShouldBe(before);
    }

    [Fact]
    public void Of_commits_that_come_together_the_furthest_counts_whichever_it_is()
    {
        var workspace = new WorkspaceRow { Name = "main", StartFrom = TestLedger.Now, StartedAt = TestLedger.Now, Watermark = TestLedger.Now, BackfilledTo = TestLedger.Now };
        var (near, far) = (TestLedger.Now.AddMinutes(1), TestLedger.Now.AddMinutes(2));
        ChangeSet[] commits =
        [
            new(), new() { Watermark = near, BackfilledTo = far, ApiPausedUntil = near }, new() { Watermark = far, BackfilledTo = near, ApiPausedUntil = far }, new(),
        ];

        Progress.After(workspace, commits).ShouldBe(new Progress(far, far, far));
        Progress.After(workspace, [.. commits.Reverse()]).ShouldBe(new Progress(far, far, far));
        Progress.After(workspace, [new()]).ShouldBe(Progress.Of(workspace));
    }

    private static RereadRow Line(int line, int hoursAgo) => new() { Workspace = "main", Position = line, LastStart = TestLedger.Now.AddHours(-hoursAgo) };

    private static async Task<List<RereadRow>> StoredAsync(TestLedger ledger, string workspace) =>
        [.. (await ledger.Reader.RereadWindowsAsync(workspace, default)).OrderBy(row => row.Position)];
}
