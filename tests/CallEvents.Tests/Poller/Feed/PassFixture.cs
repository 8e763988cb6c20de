using CallEvents.LedgerSpecs;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Workspaces.Loops;
using CallEvents.ServiceDefaults.Database;
using CallEvents.Tests.Poller.Api;
using CallEvents.Tests.Poller.Ledger;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Feed;

/// <summary>Runs single passes of one workspace over real HTTP and a real ledger file, with a clock that the test controls.</summary>
internal sealed class PassFixture : IAsyncDisposable
{
    private readonly TestLedger ledger;
    private readonly TestLedger.Session session;
    private readonly GatewayFixture gateway;

    private PassFixture(ScriptedRevont revont, FakeTimeProvider time, TestLedger ledger, TestLedger.Session session)
    {
        (Revont, Time, this.ledger, this.session) = (revont, time, ledger, session);
        gateway = new GatewayFixture(revont, time);
        Backpressure = new OutboxBackpressure(session.Status.Pending, maxPending: 1, time);
    }

    public static PollingOptions Options =>
        new()
        {
            SliceLength = TimeSpan.FromDays(1),
            Rereads =
            [
                new() { Depth = TimeSpan.FromDays(1) },
                new() { Depth = TimeSpan.FromDays(4), Every = TimeSpan.FromHours(1) },
                new() { Depth = TimeSpan.FromDays(9), Every = TimeSpan.FromHours(1) },
            ],
        };

    public static TranscriptOptions Transcripts { get; } = new();

    public ScriptedRevont Revont { get; }

    public FakeTimeProvider Time { get; }

    public OutboxBackpressure Backpressure { get; }

    public OutboxCounts OutboxPending => session.Status.Pending;

    public LedgerReader Reader => ledger.Reader;

    public LedgerDbContext OpenLedger() => ledger.Contexts.CreateDbContext();

    /// <summary>A workspace that was started a day ago and has completed its backfill.</summary>
    public static async Task<PassFixture> CreateAsync()
    {
        var time = new FakeTimeProvider(TestLedger.Now);
        var ledger = await TestLedger.OpenAsync(LedgerFile.NewConnectionString());
        var workspace = await ledger.AddWorkspaceAsync();
        workspace.BackfilledTo = workspace.StartedAt;
        var revont = await ScriptedRevont.StartAsync(time);

        // The test advances the clock while a response is in transit: its Date would be seconds behind and correct a clock that is right.
        revont.SendsDate = false;
        return new PassFixture(revont, time, ledger, await ledger.StartSessionAsync(workspace));
    }

    /// <summary>The schedule of a session that has just started.</summary>
    public async Task<RereadSchedule> LoadScheduleAsync()
    {
        var schedule = new RereadSchedule(Options.RereadWindows, await Reader.RereadWindowsAsync("main", default), session.Progress);
        if (schedule.IsChanged)
            await session.CommitAsync(new ReplacedRereads(schedule.Rows));
        return schedule;
    }

    /// <summary>Stores the start of the last re-read of every window.</summary>
    public Task SetLastRereadAsync(TimeSpan ago)
    {
        var windows = Enumerable
            .Range(0, 3)
            .Select(position => new RereadRow
            {
                Workspace = "main",
                Position = position,
                LastStart = TestLedger.Now - ago,
            });
        return CommitAsync(new RereadProgress { Rereads = [.. windows] });
    }

    public Task CommitAsync(ChangeSet changes) => session.Writer.CommitAsync(changes, default);

    /// <summary>Runs one poll, in a session that has just started.</summary>
    public async Task RunPollAsync()
    {
        var plan = new WalkPlan(Reader, session.Progress);
        var schedule = await LoadScheduleAsync();
        await RunToEndAsync(
            new PollPass(Walker, plan, session.Writer, session.Progress, schedule, gateway.Clock, Options).RunAsync(default)
        );
    }

    /// <summary>Runs re-reads until cancelled.</summary>
    public Task RunRereadsAsync(RereadSchedule schedule, CancellationToken stopping)
    {
        var plan = new WalkPlan(Reader, session.Progress);
        var pass = new RereadPass(Walker, plan, session.Writer, schedule, gateway.Clock, Options, Backpressure);
        return new RereadLoop(pass, Time).RunAsync(stopping);
    }

    public async Task RunGapRetryPassAsync()
    {
        var schedule = await LoadScheduleAsync();
        await RunToEndAsync(new GapRetryPass(Walker, Reader, session.Writer, schedule, gateway.Clock, Time).RunAsync(default));
    }

    public async Task RunParkedRetryPassAsync()
    {
        var schedule = await LoadScheduleAsync();
        await RunToEndAsync(
            new ParkedRetryPass(Walker, gateway.Gateway, Reader, session.Writer, schedule, gateway.Clock).RunAsync(default)
        );
    }

    public async Task RunStrandedCheckPassAsync()
    {
        var schedule = await LoadScheduleAsync();
        await new StrandedCheckPass(Reader, session.Writer, schedule, gateway.Clock, Transcripts).RunAsync(default);
    }

    public async Task RunRetentionPassAsync() =>
        await new RetentionPass(
            Reader,
            session.Writer,
            new LedgerWriterSettings(
                Transcripts,
                int.MaxValue,
                () => gateway.Clock.Now,
                new Random(1),
                new FingerprintKey("key"),
                new DatabaseClock(),
                new ErasedCalls()
            ),
            await LoadScheduleAsync(),
            gateway.Clock
        ).RunAsync(default);

    /// <summary>Advances the clock second by second until the pass has completed.</summary>
    public async Task RunToEndAsync(Task pass)
    {
        await Eventually.Be(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            return pass.IsCompleted;
        });
        await pass;
    }

    public async ValueTask DisposeAsync()
    {
        await session.DisposeAsync();
        gateway.Dispose();
        await Revont.DisposeAsync();
        await ledger.DisposeAsync();
    }

    private SliceWalker Walker =>
        new(new PageWalker(gateway.Gateway), gateway.Gateway, gateway.Resolve<PollerMetrics>(), Time, new Random(1));
}
