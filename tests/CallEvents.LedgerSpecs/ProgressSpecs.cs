using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.LedgerSpecs;

public abstract class ProgressSpecs(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    [Fact]
    public async Task Each_reread_window_stores_its_own_progress()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        RereadRow[] windows = [Window(0, hoursAgo: 1), Window(1, hoursAgo: 5), Window(2, hoursAgo: 20)];
        await session.CommitAsync(new RereadProgress { Rereads = windows });

        var advanced = windows[1] with { RunStart = TestLedger.Now, WalkedTo = TestLedger.Now.AddHours(-29) };
        await session.CommitAsync(new RereadProgress { Rereads = [advanced] });
        (await StoredAsync(ledger, "main")).ShouldBe([windows[0], advanced, windows[2]]);

        var completed = advanced.Complete();
        await session.CommitAsync(new RereadProgress { Rereads = [completed] });
        (await StoredAsync(ledger, "main")).ShouldBe([windows[0], completed, windows[2]]);
    }

    [Fact]
    public async Task The_windows_of_a_new_schedule_replace_the_stored_ones()
    {
        await using var ledger = await OpenAsync();
        var (main, other) = (await ledger.AddWorkspaceAsync(), await ledger.AddWorkspaceAsync("other"));
        await using var session = await ledger.StartSessionAsync(main);
        await using var otherSession = await ledger.StartSessionAsync(other);
        var otherWindow = Window(0, hoursAgo: 30) with { Workspace = "other" };
        await otherSession.CommitAsync(new RereadProgress { Rereads = [otherWindow] });
        await session.CommitAsync(
            new RereadProgress { Rereads = [Window(0, hoursAgo: 1), Window(1, hoursAgo: 5), Window(2, hoursAgo: 20)] }
        );

        RereadRow[] replaced = [Window(0, hoursAgo: 1) with { Depth = TimeSpan.FromHours(2) }, Window(1, hoursAgo: 20)];
        await session.CommitAsync(new ReplacedRereads(replaced));

        (await StoredAsync(ledger, "main")).ShouldBe(replaced);
        (await StoredAsync(ledger, "other")).ShouldBe([otherWindow]);
    }

    [Fact]
    public async Task Workspaces_store_their_progress_separately()
    {
        await using var ledger = await OpenAsync();
        var (main, other) = (await ledger.AddWorkspaceAsync(), await ledger.AddWorkspaceAsync("other"));
        var before = (other.Watermark, other.BackfilledTo, other.ApiPausedUntil);
        await using var session = await ledger.StartSessionAsync(main);
        await using var otherSession = await ledger.StartSessionAsync(other);
        var otherWindow = Window(1, hoursAgo: 30) with { Workspace = "other" };
        await otherSession.CommitAsync(new RereadProgress { Rereads = [otherWindow] });

        await session.CommitAsync(new RereadProgress { Rereads = [Window(1, hoursAgo: 1)] });
        await session.CommitAsync(
            TestLedger.Page() with
            {
                Watermark = TestLedger.Now,
                BackfilledTo = TestLedger.Now,
                Rereads = [Window(1, hoursAgo: 0)],
            }
        );
        await session.CommitAsync(new ApiPause(TimeSpan.FromHours(1)));

        (await StoredAsync(ledger, "main")).ShouldBe([Window(1, hoursAgo: 0)]);
        (await StoredAsync(ledger, "other")).ShouldBe([otherWindow]);
        var stored = (await ledger.Reader.WorkspaceAsync("other", default))!;
        (stored.Watermark, stored.BackfilledTo, stored.ApiPausedUntil).ShouldBe(before);
    }

    [Fact]
    public void The_furthest_progress_of_concurrent_commits_wins_in_any_order()
    {
        var before = new Progress(TestLedger.Now, TestLedger.Now, TestLedger.Now);
        var (near, far) = (TestLedger.Now.AddMinutes(1), TestLedger.Now.AddMinutes(2));
        ChangeSet[] commits =
        [
            TestLedger.Page(),
            TestLedger.Page() with
            {
                Watermark = near,
                BackfilledTo = far,
            },
            TestLedger.Page() with
            {
                Watermark = far,
                BackfilledTo = near,
            },
            new RereadProgress(),
        ];

        before.After(commits).ShouldBe(new Progress(far, far, TestLedger.Now));
        before.After([.. commits.Reverse()]).ShouldBe(new Progress(far, far, TestLedger.Now));
        before.After([TestLedger.Page(), new RereadProgress()]).ShouldBe(before);
    }

    [Fact]
    public async Task The_longest_pause_stays_and_no_other_progress_overwrites_it()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        foreach (var minutes in (int[])[60, 10])
            await session.CommitAsync(new ApiPause(TimeSpan.FromMinutes(minutes)));
        await session.CommitAsync(TestLedger.Page() with { Watermark = TestLedger.Now });

        var stored = (await ledger.Reader.LoadAsync("main", int.MaxValue, default))!;
        stored.RemainingPause.ShouldBeInRange(TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(60));
    }

    private static RereadRow Window(int position, int hoursAgo) =>
        new()
        {
            Workspace = "main",
            Position = position,
            LastStart = TestLedger.Now.AddHours(-hoursAgo),
        };

    private static async Task<List<RereadRow>> StoredAsync(TestLedger ledger, string workspace) =>
        [.. (await ledger.Reader.RereadWindowsAsync(workspace, default)).OrderBy(row => row.Position)];
}
