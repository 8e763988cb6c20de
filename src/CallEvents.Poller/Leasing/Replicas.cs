using CallEvents.Poller.Api;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Workspaces;
using Microsoft.Extensions.Options;

namespace CallEvents.Poller.Leasing;

/// <summary>
/// This process among the others on the same ledger: shows that it is alive, sees who else is, and tells its workers which workspaces
/// are theirs to take or to give back.
/// </summary>
internal sealed partial class Replicas : IDisposable
{
    private static readonly TimeSpan LongestRhythm = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan ShortestRhythm = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<string, Turn> turns;
    private readonly ReplicaStore store;
    private readonly PollerStatus status;
    private readonly Heartbeat heartbeat;
    private readonly TimeProvider time;
    private readonly ILogger<Replicas> logger;
    private readonly string name;
    private readonly TimeSpan rhythm;
    private readonly Wakeup toLook;
    private (Gift Gift, long At)? given;
    private bool isAway;

    public Replicas(
        ReplicaStore store, LeaseStore leases, PollerStatus status, Heartbeat heartbeat, IOptions<RevontOptions> revont, IOptions<PollingOptions> polling,
        TimeProvider time, ILogger<Replicas> logger)
    {
        (this.store, this.status, this.heartbeat, this.time, this.logger) = (store, status, heartbeat, time, logger);
        turns = revont.Value.Workspaces.Keys.ToDictionary(name => name, _ => new Turn(), StringComparer.OrdinalIgnoreCase);
        name = leases.Holder;
        rhythm = Rhythm(polling.Value.LeaseDuration);
        toLook = new Wakeup(time);
    }

    /// <summary>Silent for this long, a replica counts as gone.</summary>
    private TimeSpan Alive => rhythm * 3;

    public Turn TurnOf(string workspace) => turns[workspace];

    /// <summary>Something has changed here that must not wait: a workspace was begun, or given back.</summary>
    public void LookNow() => toLook.Call();

    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            await PatientlyAsync(async () => { await store.ForgetTheDeadAsync(stopping); return TimeSpan.Zero; }, stopping);
            while (!stopping.IsCancellationRequested)
                await toLook.WaitAsync(await PatientlyAsync(() => SpreadAsync(stopping), stopping), stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }

        using var deadline = new CancellationTokenSource(Alive, time);
        await PatientlyAsync(async () => { await store.LeaveAsync(name, deadline.Token); return TimeSpan.Zero; }, CancellationToken.None);
    }

    public void Dispose()
    {
        foreach (var turn in turns.Values)
            turn.Dispose();
    }

    /// <summary>
    /// Several looks in the life of a lease, and one every few seconds unless it lasts for minutes: what is given back is taken at once.
    /// </summary>
    internal static TimeSpan Rhythm(TimeSpan leaseDuration)
    {
        var longest = Math.Max(LongestRhythm.Ticks, (leaseDuration / 100).Ticks);
        return TimeSpan.FromTicks(Math.Clamp((leaseDuration / 6).Ticks, ShortestRhythm.Ticks, longest));
    }

    /// <summary>When to look again: in this rhythm, not all at the same time, and at once when another's lease has run out.</summary>
    internal static TimeSpan NextLook(TimeSpan rhythm, double jitter, IEnumerable<TimeSpan> othersLeft)
    {
        var next = rhythm * (0.8 + (0.2 * jitter));
        var over = othersLeft.Append(next).Min() + ShortestRhythm;
        return over < next ? over : next;
    }

    private async Task<TimeSpan> SpreadAsync(CancellationToken cancellationToken)
    {
        var me = new Replica(name, ReplicaStore.Names(turns.Where(turn => turn.Value.IsReady).Select(turn => turn.Key)));
        await store.BeatAsync(me, Alive, cancellationToken);
        var (live, all) = await store.LookAsync(cancellationToken);
        var ours = all.Where(workspace => turns.ContainsKey(workspace.Workspace)).ToList();
        var plan = Spread.Plan(me, live, all, grace: rhythm * 2);
        foreach (var workspace in ours)
        {
            var (turn, state) = (turns[workspace.Workspace], status.Of(workspace.Workspace));
            if (plan.Take.Contains(workspace.Workspace))
                turn.Comes(workspace.Holder is null ? "it is free" : $"{workspace.Holder} shows up no more");
            else
                turn.Passes();
            state.LeaseKnown = true;
            state.Holder = workspace.IsFree ? null : workspace.Holder;
        }

        Give(plan.GiveBack, all);
        heartbeat.Beat();
        return NextLook(rhythm, Random.Shared.NextDouble(), ours.Where(workspace => !workspace.IsFree && !workspace.IsHeldBy(name)).Select(workspace => workspace.Left));
    }

    /// <summary>One after the other: the next when the last has been taken, or when whoever was to take it has had the time to be found gone.</summary>
    private void Give(Gift? gift, List<Holding> all)
    {
        if (given is { } last && (time.GetElapsedTime(last.At) > Alive || all.Any(workspace => workspace.Workspace == last.Gift.Workspace && !workspace.IsFree && !workspace.IsHeldBy(name))))
            given = null;
        if (gift is null || given is not null)
            return;

        given = (gift, time.GetTimestamp());
        LogGives(gift.Workspace, gift.Taker);
        turns[gift.Workspace].GiveBack();
    }

    private async Task<TimeSpan> PatientlyAsync(Func<Task<TimeSpan>> pass, CancellationToken stopping)
    {
        try
        {
            var rest = await pass();
            isAway = false;
            return rest;
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            if (!isAway)
                LogAway(exception.Message);
            isAway = true;
            foreach (var workspace in turns.Keys)
                status.Of(workspace).LeaseKnown = false;
            heartbeat.Beat();
            return rhythm;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Giving workspace {Workspace} back: {Replica} works on fewer")]
    private partial void LogGives(string workspace, string replica);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ledger does not answer: {Error}. What is held is worked on until its lease ends; trying again")]
    private partial void LogAway(string error);
}
