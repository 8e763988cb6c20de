using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Leasing;

/// <summary>
/// Coordinates this replica with the others on the same ledger: reports its heartbeat, reads who else is alive, and grants and revokes the
/// workspaces of its workers.
/// </summary>
internal sealed partial class ReplicaCoordinator : IDisposable
{
    private static readonly TimeSpan MaxRefreshInterval = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan MinRefreshInterval = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<string, WorkspaceAssignment> assignments;
    private readonly ReplicaStore store;
    private readonly Random random;
    private readonly TimeProvider time;
    private readonly LedgerOutageLog outage;
    private readonly ILogger<ReplicaCoordinator> logger;
    private readonly string name;
    private readonly Signal refreshRequested;
    private (Handover Handover, long At)? pendingHandover;

    public ReplicaCoordinator(
        ReplicaOptions options,
        ReplicaStore store,
        Random random,
        TimeProvider time,
        LedgerOutageLog outage,
        ILogger<ReplicaCoordinator> logger
    )
    {
        (this.store, this.random, this.time, this.outage, this.logger) = (store, random, time, outage, logger);
        name = options.Name.Value;
        refreshRequested = new Signal(time);
        RefreshInterval = RefreshIntervalOf(options.LeaseDuration);
        assignments = options.Workspaces.ToDictionary(
            workspace => workspace,
            _ => new WorkspaceAssignment(refreshRequested),
            StringComparer.OrdinalIgnoreCase
        );
    }

    /// <summary>The time between two refreshes at the most.</summary>
    public TimeSpan RefreshInterval { get; }

    /// <summary>Without a heartbeat for this time, a replica counts as gone.</summary>
    private TimeSpan LivenessTimeout => RefreshInterval * 3;

    public WorkspaceAssignment AssignmentOf(string workspace) => assignments[workspace];

    /// <summary>Refreshes until stopped. Throws when the database is unavailable; to be run again.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        await store.RemoveExpiredAsync(stopping);
        while (true)
        {
            var next = await RebalanceAsync(stopping);
            outage.RecordSuccess();
            await refreshRequested.WaitAsync(next, stopping);
        }
    }

    /// <summary>Held workspaces continue until their leases end; who holds them is unknown until then.</summary>
    public void RecordFailure(Exception exception)
    {
        outage.RecordFailure("the coordination of the replicas", exception.Message);
        foreach (var assignment in assignments.Values)
            assignment.Status.IsKnown = false;
    }

    /// <summary>Removes this replica, so that the others need not wait for its heartbeat to expire.</summary>
    public async Task LeaveAsync()
    {
        using var deadline = new CancellationTokenSource(LivenessTimeout, time);
        try
        {
            await store.LeaveAsync(name, deadline.Token);
        }
        catch (Exception exception)
        {
            RecordFailure(exception);
        }
    }

    public void Dispose()
    {
        foreach (var assignment in assignments.Values)
            assignment.Dispose();
    }

    /// <summary>
    /// Several refreshes within a lease, and one every few seconds unless it lasts for minutes: a released workspace is acquired quickly.
    /// </summary>
    internal static TimeSpan RefreshIntervalOf(TimeSpan leaseDuration)
    {
        var longest = Math.Max(MaxRefreshInterval.Ticks, (leaseDuration / 100).Ticks);
        return TimeSpan.FromTicks(Math.Clamp((leaseDuration / 6).Ticks, MinRefreshInterval.Ticks, longest));
    }

    /// <summary>The next refresh: at this interval, with jitter between the replicas, and as soon as another's lease has expired.</summary>
    internal static TimeSpan NextRefresh(TimeSpan interval, double jitter, IEnumerable<TimeSpan> othersLeft)
    {
        var next = interval * (0.8 + (0.2 * jitter));
        var expiry = othersLeft.Append(next).Min() + MinRefreshInterval;
        return expiry < next ? expiry : next;
    }

    private async Task<TimeSpan> RebalanceAsync(CancellationToken cancellationToken)
    {
        var ready = assignments.Where(assignment => assignment.Value.IsReady).Select(assignment => assignment.Key);
        var me = new Replica(name, ReplicaStore.Names(ready));
        await store.HeartbeatAsync(me, LivenessTimeout, cancellationToken);
        var (live, all) = await store.ReadAsync(cancellationToken);
        var ours = all.Where(lease => assignments.ContainsKey(lease.Workspace)).ToList();
        var plan = AssignmentPlanner.Plan(me, live, all, grace: RefreshInterval * 2);
        foreach (var lease in ours)
            Apply(plan, lease);
        HandOver(plan.Release, all);

        var others = ours.Where(lease => !lease.IsFree && !lease.IsHeldBy(name)).Select(lease => lease.Left);
        return NextRefresh(RefreshInterval, random.NextDouble(), others);
    }

    private void Apply(AssignmentPlan plan, WorkspaceLease lease)
    {
        var assignment = assignments[lease.Workspace];
        assignment.Status.IsKnown = true;
        assignment.Status.Holder = lease.IsFree ? null : lease.Holder;
        if (plan.Acquire.Contains(lease.Workspace))
            assignment.Grant(lease.Holder is null ? "unassigned" : $"lease of {lease.Holder} expired");
        else
            assignment.Withdraw();
    }

    /// <summary>One handover at a time: the next when the last one is complete, or has failed because its receiver is gone.</summary>
    private void HandOver(Handover? next, List<WorkspaceLease> all)
    {
        if (pendingHandover is { } pending && IsOver(pending.Handover, pending.At, all))
            pendingHandover = null;
        if (next is null || pendingHandover is not null)
            return;

        pendingHandover = (next, time.GetTimestamp());
        Log.HandingOver(logger, next.Workspace, next.To);
        assignments[next.Workspace].Revoke();
    }

    private bool IsOver(Handover handover, long startedAt, List<WorkspaceLease> all) =>
        time.GetElapsedTime(startedAt) > LivenessTimeout
        || all.Exists(lease => lease.Workspace == handover.Workspace && !lease.IsFree && !lease.IsHeldBy(name));

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 2401,
            Level = LogLevel.Information,
            Message = "Releasing workspace {Workspace} to rebalance; {Replica} holds fewer"
        )]
        public static partial void HandingOver(ILogger logger, string workspace, string replica);
    }
}
