using CallEvents.Poller.Leasing;
using CsCheck;

namespace CallEvents.Tests.Poller.Leasing;

public sealed class AssignmentPlannerTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly string[] FourWorkspaces = ["a", "b", "c", "d"];

    [Fact]
    public void The_first_replica_acquires_every_workspace()
    {
        var cluster = new SimulatedCluster(FourWorkspaces);
        cluster.Join("one");

        cluster.Tick("one");

        cluster.Loads().ShouldBe([4]);
    }

    [Fact]
    public void New_replicas_get_their_share_one_workspace_at_a_time()
    {
        var cluster = new SimulatedCluster(FourWorkspaces);
        cluster.Join("one");
        cluster.Tick("one");
        cluster.Join("two");
        cluster.Join("three");

        cluster.Tick("one");
        cluster.Loads().Sum().ShouldBe(3, "one workspace is handed over at a time");
        cluster.Settle();

        cluster.Loads().ShouldBe([1, 1, 2], ignoreOrder: true);
        cluster.Moves.ShouldBe(4 + 2, "each replica acquired its share, and nothing else moved");
    }

    [Fact]
    public void The_survivors_share_the_workspaces_of_a_dead_replica_without_conflict()
    {
        var cluster = new SimulatedCluster(FourWorkspaces);
        foreach (var name in (string[])["one", "two"])
            cluster.Join(name);
        cluster.Tick("one");
        cluster.Settle();
        cluster.Join("three");
        cluster.Kill("one");

        var plans = cluster.Replicas.ToDictionary(name => name, cluster.Plan);

        plans.Values.SelectMany(plan => plan.Acquire).ShouldBeUnique();
        plans["three"].Acquire.Count.ShouldBe(2, "it has the fewest workspaces");
    }

    [Fact]
    public void The_next_replica_in_order_acquires_a_workspace_that_stays_free()
    {
        var (next, stalled) = (Replica("two", FourWorkspaces), Replica("one", FourWorkspaces));
        WorkspaceLease Free(TimeSpan since) => new("a", null, -since);

        AssignmentPlanner.Plan(stalled, [next], [Free(TimeSpan.Zero)], Grace).Acquire.ShouldBe(["a"]);
        AssignmentPlanner.Plan(next, [stalled], [Free(Grace / 2)], Grace).Acquire.ShouldBeEmpty();
        AssignmentPlanner.Plan(next, [stalled], [Free(Grace)], Grace).Acquire.ShouldBe(["a"]);
    }

    [Fact]
    public void Only_workspaces_configured_elsewhere_are_handed_over()
    {
        WorkspaceLease[] held = [.. FourWorkspaces.Select(name => new WorkspaceLease(name, "old", TimeSpan.FromSeconds(10)))];
        var (old, other) = (Replica("old", FourWorkspaces), Replica("new", ["d", "e"]));

        AssignmentPlanner.Plan(old, [other], held, Grace).Release.ShouldBe(new Handover("d", "new"));
        AssignmentPlanner.Plan(old, [Replica("new", ["e"])], held, Grace).Release.ShouldBeNull();
        AssignmentPlanner.Plan(other, [old], [.. held, new WorkspaceLease("e", null, TimeSpan.Zero)], Grace).Acquire.ShouldBe(["e"]);
    }

    [Fact]
    public void Any_membership_change_ends_in_an_even_and_stable_assignment() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[0, 40].Array[1, 60], Gen.Int[0, 1_000_000])
            .Sample(
                (workspaces, steps, seed) =>
                {
                    var cluster = new SimulatedCluster([.. Enumerable.Range(0, workspaces).Select(number => $"w{number:00}")]);
                    cluster.Join("first");
                    foreach (var step in steps)
                        cluster.Step(step);
                    cluster.Settle();

                    var loads = cluster.Loads();
                    loads.Sum().ShouldBe(workspaces, "every workspace has a holder");
                    (loads.Max() - loads.Min()).ShouldBeLessThanOrEqualTo(1);
                    var moves = cluster.Moves;
                    cluster.Settle();
                    cluster.Moves.ShouldBe(moves, "an even assignment is stable");
                }
            );

    [Fact]
    public void The_next_refresh_is_no_later_than_the_next_lease_expiry()
    {
        var interval = ReplicaCoordinator.RefreshIntervalOf(TimeSpan.FromSeconds(15));
        interval.ShouldBe(TimeSpan.FromSeconds(2.5));
        ReplicaCoordinator.RefreshIntervalOf(TimeSpan.FromSeconds(1)).ShouldBeLessThan(TimeSpan.FromSeconds(0.2));

        ReplicaCoordinator.NextRefresh(interval, 0.5, [TimeSpan.FromSeconds(9)]).ShouldBe(interval * 0.9);
        ReplicaCoordinator
            .NextRefresh(interval, 0.5, [TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(0.4)])
            .ShouldBeInRange(TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(0.45));
    }

    private static Replica Replica(string name, IEnumerable<string> workspaces) => new(name, ReplicaStore.Names(workspaces));

    /// <summary>Replicas that share one ledger, in simulated time: a tick is one second, a lease lasts five.</summary>
    private sealed class SimulatedCluster(string[] workspaces)
    {
        private readonly Dictionary<string, (string? Holder, int Until)> leases = workspaces.ToDictionary(
            name => name,
            _ => ((string?)null, -100)
        );

        private readonly Dictionary<string, int> lastSeen = [];
        private int now;
        private int nextReplica;

        public List<string> Replicas { get; } = [];

        public int Moves { get; private set; }

        public List<int> Loads() => [.. Replicas.Select(name => leases.Values.Count(lease => lease.Holder == name && lease.Until > now))];

        public void Join(string name)
        {
            Replicas.Add(name);
            lastSeen[name] = now;
        }

        /// <summary>Ends a replica without a release: its leases expire.</summary>
        public void Kill(string name)
        {
            Replicas.Remove(name);
            now += 5;
            Replicas.ForEach(Renew);
        }

        public AssignmentPlan Plan(string name)
        {
            lastSeen[name] = now;
            return AssignmentPlanner.Plan(
                Replica(name, workspaces),
                lastSeen.Where(seen => now - seen.Value < 3).Select(seen => Replica(seen.Key, workspaces)),
                leases.Select(lease => new WorkspaceLease(lease.Key, lease.Value.Holder, TimeSpan.FromSeconds(lease.Value.Until - now))),
                TimeSpan.FromSeconds(2)
            );
        }

        public void Tick(string name)
        {
            Renew(name);
            var plan = Plan(name);
            foreach (var workspace in plan.Acquire)
            {
                leases[workspace] = (name, now + 5);
                Moves++;
            }

            if (plan.Release is { } handover)
            {
                leases[handover.Workspace].Holder.ShouldBe(name, "a replica hands over only its own workspaces");
                leases[handover.Workspace] = (null, now);
            }
        }

        /// <summary>One replica joins, is killed, or ticks, depending on the number.</summary>
        public void Step(int number)
        {
            if (number == 0 && Replicas.Count < 6)
                Join($"r{nextReplica++}");
            else if (number == 1 && Replicas.Count > 1)
                Kill(Replicas[nextReplica % Replicas.Count]);
            else
                Tick(Replicas[number % Replicas.Count]);
            if (number % 4 == 0)
            {
                now++;
                Replicas.ForEach(Renew);
            }
        }

        public void Settle()
        {
            for (var second = 0; second < 30; second++, now++)
                Replicas.ToList().ForEach(Tick);
        }

        private void Renew(string name)
        {
            lastSeen[name] = now;
            foreach (var (workspace, lease) in leases.Where(lease => lease.Value.Holder == name && lease.Value.Until > now - 100).ToList())
                leases[workspace] = (name, now + 5);
        }
    }
}
