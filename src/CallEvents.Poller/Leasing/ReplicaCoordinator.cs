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
internal sealed partial class ReplicaCoordinator : IDisposable
{
    private static readonly TimeSpan MaxRefreshInterval = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan MinRefreshInterval = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<string, WorkspaceAssignment> assignments;
    private readonly ReplicaStore store;
    private readonly PollerStatus status;
    private readonly Heartbeat heartbeat;
    private readonly TimeProvider time;
    private readonly ILogger<ReplicaCoordinator> logger;
    private readonly string name;
    private readonly TimeSpan refreshInterval;
    private readonly Signal refreshRequested;
    private (Handover Gift, long At)? handover;
    private bool isDatabaseUnavailable;

    public ReplicaCoordinator(
        ReplicaStore store, LeaseStore leases, PollerStatus status, Heartbeat heartbeat, IOptions<RevontOptions> revont, IOptions<PollingOptions> polling,
        TimeProvider time, ILogger<ReplicaCoordinator> logger)
    {
        (this.store, this.status, this.heartbeat, this.time, this.logger) = (store, status, heartbeat, time, logger);
        assignments = revont.Value.Workspaces.Keys.ToDictionary(name => name, _ => new WorkspaceAssignment(), StringComparer.OrdinalIgnoreCase);
        name = leases.Holder;
        refreshInterval = RefreshInterval(polling.Value.LeaseDuration);
        refreshRequested = new Signal(time);
    }

    /// <summary>Silent for this long, a replica counts as gone.</summary>
    private TimeSpan LivenessTimeout => refreshInterval * 3;

    public WorkspaceAssignment AssignmentOf(string workspace) => assignments[workspace];

    /// <summary>Something has changed here that must not wait: a workspace was begun, or given back.</summary>
    public void Refresh() => refreshRequested.Set();

    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            await SuperviseAsync(async () => { await store.RemoveExpiredAsync(stopping); return TimeSpan.Zero; }, stopping);
            while (!stopping.IsCancellationRequested)
                await refreshRequested.WaitAsync(await SuperviseAsync(() => RebalanceAsync(stopping), stopping), stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }

        using var deadline = new CancellationTokenSource(LivenessTimeout, time);
        await SuperviseAsync(async () => { await store.LeaveAsync(name, deadline.Token); return TimeSpan.Zero; }, CancellationToken.None);
    }

    public void Dispose()
    {
        foreach (var assignment in assignments.Values)
            assignment.Dispose();
    }

    /// <summary>
    /// Several looks in the life of a lease, and one every few seconds unless it lasts for minutes: what is given back is taken at once.
    /// </summary>
    internal static TimeSpan RefreshInterval(TimeSpan leaseDuration)
    {
        var longest = Math.Max(MaxRefreshInterval.Ticks, (leaseDuration / 100).Ticks);
        return TimeSpan.FromTicks(Math.Clamp((leaseDuration / 6).Ticks, MinRefreshInterval.Ticks, longest));
    }

    /// <summary>When to look again: in this rhythm, not all at the same time, and at once when another's lease has run out.</summary>
    internal static TimeSpan NextRefresh(TimeSpan rhythm, double jitter, IEnumerable<TimeSpan> othersLeft)
    {
        var next = rhythm * (0.8 + (0.2 * jitter));
        var over = othersLeft.Append(next).Min() + MinRefreshInterval;
        return over < next ? over : next;
    }

    private async Task<TimeSpan> RebalanceAsync(CancellationToken cancellationToken)
    {
        var me = new Replica(name, ReplicaStore.Names(assignments.Where(assignment => assignment.Value.IsReady).Select(assignment => assignment.Key)));
        await store.HeartbeatAsync(me, LivenessTimeout, cancellationToken);
        var (live, all) = await store.ReadAsync(cancellationToken);
        var ours = all.Where(workspace => assignments.ContainsKey(workspace.Workspace)).ToList();
        var plan = AssignmentPlanner.Plan(me, live, all, grace: refreshInterval * 2);
        foreach (var workspace in ours)
        {
            var (assignment, state) = (assignments[workspace.Workspace], status.Of(workspace.Workspace));
            if (plan.Acquire.Contains(workspace.Workspace))
                assignment.Grant(workspace.Holder is null ? "it is free" : $"{workspace.Holder} shows up no more");
            else
                assignment.Withdraw();
            state.LeaseKnown = true;
            state.LeaseHolder = workspace.IsFree ? null : workspace.Holder;
        }

        HandOver(plan.Release, all);
        heartbeat.Beat();
        return NextRefresh(refreshInterval, Random.Shared.NextDouble(), ours.Where(workspace => !workspace.IsFree && !workspace.IsHeldBy(name)).Select(workspace => workspace.Left));
    }

    /// <summary>One after the other: the next when the last has been taken, or when whoever was to take it has had the time to be found gone.</summary>
    private void HandOver(Handover? next, List<WorkspaceLease> all)
    {
        if (handover is { } last && (time.GetElapsedTime(last.At) > LivenessTimeout || all.Any(workspace => workspace.Workspace == last.Gift.Workspace && !workspace.IsFree && !workspace.IsHeldBy(name))))
            handover = null;
        if (next is null || handover is not null)
            return;

        handover = (next, time.GetTimestamp());
        LogGives(next.Workspace, next.To);
        assignments[next.Workspace].Revoke();
    }

    private async Task<TimeSpan> SuperviseAsync(Func<Task<TimeSpan>> pass, CancellationToken stopping)
    {
        try
        {
            var rest = await pass();
            isDatabaseUnavailable = false;
            return rest;
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            if (!isDatabaseUnavailable)
                LogAway(exception.Message);
            isDatabaseUnavailable = true;
            foreach (var workspace in assignments.Keys)
                status.Of(workspace).LeaseKnown = false;
            heartbeat.Beat();
            return refreshInterval;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Giving workspace {Workspace} back: {Replica} works on fewer")]
    private partial void LogGives(string workspace, string replica);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The ledger does not answer: {Error}. What is held is worked on until its lease ends; trying again")]
    private partial void LogAway(string error);
}
