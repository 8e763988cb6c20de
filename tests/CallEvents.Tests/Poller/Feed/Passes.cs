using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;
using CallEvents.Tests.Poller.Ledger;
using CallEvents.TestSupport;
using CallEvents.LedgerSpecs;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Feed;

/// <summary>The passes of one workspace, each to be run by itself: real HTTP, a real ledger file, a clock that the test moves.</summary>
internal sealed class Passes : IAsyncDisposable
{
    private readonly TestLedger ledger;
    private readonly TestLedger.Working work;
    private readonly Asking asking;
    private readonly WorkspaceRow workspace;

    private Passes(ScriptedRevont revont, FakeTimeProvider time, TestLedger ledger, WorkspaceRow workspace, TestLedger.Working work)
    {
        (Revont, Time, this.ledger, this.workspace, this.work) = (revont, time, ledger, workspace, work);
        asking = new Asking(revont, time);
        Pressure = new OutboxBackpressure(work.Status.OutboxPending, new PublishingOptions { MaxPending = 1 }, new Heartbeat(time), time);
    }

    public static PollingOptions Options => new()
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

    public OutboxBackpressure Pressure { get; }

    public OutboxCounts Due => work.Status.OutboxPending;

    public LedgerReader Reader => ledger.Reader;

    public LedgerDbContext OpenLedger() => ledger.Contexts.CreateDbContext();

    /// <summary>A workspace that was started days ago, with its history told.</summary>
    public static async Task<Passes> BeginAsync()
    {
        var time = new FakeTimeProvider(TestLedger.Now);
        var ledger = await TestLedger.OpenAsync(LedgerFile.NewConnectionString());
        var workspace = await ledger.BeginAsync();
        workspace.BackfilledTo = workspace.StartedAt;
        var revont = await ScriptedRevont.StartAsync(time);

        // Time goes by while an answer is on its way: a Date would be seconds behind, and correct a clock that is right.
        revont.SendsDate = false;
        return new Passes(revont, time, ledger, workspace, await ledger.WorkAsync(workspace));
    }

    public async Task<RereadSchedule> LinesAsync() => new(Options.RereadWindows, await Reader.RereadWindowsAsync("main", default), workspace);

    /// <summary>With every line's last re-read begun so long ago.</summary>
    public Task ReadAgainAsync(TimeSpan ago) =>
        CommitAsync(new ChangeSet { Rereads = [.. Enumerable.Range(0, 3).Select(line => new RereadRow { Workspace = "main", Position = line, LastStart = TestLedger.Now - ago })] });

    public Task CommitAsync(ChangeSet commit) => work.Writer.CommitAsync(commit, default);

    public RereadPass Reread(RereadSchedule lines) =>
        new(Walker, new WalkPlan(Reader, workspace), work.Writer, lines, asking.Clock, Options, Pressure, Time);

    public async Task SetAsideAsync()
    {
        var pass = new ParkedRetryPass(Walker, asking.Gateway, Reader, work.Writer, workspace, await LinesAsync(), asking.Clock, Transcripts).RunAsync(default);
        await EndsAsync(pass);
    }

    public async Task ThinAsync() => await new RetentionPass(Reader, work.Writer, await LinesAsync(), asking.Clock).RunAsync(default);

    /// <summary>Lets time go by, a second and a second, for as long as it takes.</summary>
    public async Task EndsAsync(Task pass)
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
        await work.DisposeAsync();
        asking.Dispose();
        await Revont.DisposeAsync();
        await ledger.DisposeAsync();
    }

    private SliceWalker Walker => new(new PageWalker(asking.Gateway), asking.Gateway, asking.Clock, Time);
}
