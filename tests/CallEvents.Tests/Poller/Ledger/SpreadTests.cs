using CallEvents.Poller.Leasing;
using CsCheck;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class SpreadTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly string[] Four = ["a", "b", "c", "d"];

    [Fact]
    public void The_first_replica_takes_everything()
    {
        var world = new World(Four);
        world.Comes("one");

        world.Tick("one");

        world.Loads().ShouldBe([4]);
    }

    [Fact]
    public void Those_who_come_are_given_their_share_one_workspace_at_a_time()
    {
        var world = new World(Four);
        world.Comes("one");
        world.Tick("one");
        world.Comes("two");
        world.Comes("three");

        world.Tick("one");
        world.Loads().Sum().ShouldBe(3, "one is free for a moment, and no more than one");
        world.Settle();

        world.Loads().ShouldBe([1, 1, 2], ignoreOrder: true);
        world.Moves.ShouldBe(4 + 2, "each took what it was to have, and nothing else moved");
    }

    [Fact]
    public void What_a_dead_replica_held_is_shared_out_by_those_who_are_left_and_nobody_asks_for_the_same()
    {
        var world = new World(Four);
        foreach (var name in (string[])["one", "two"])
            world.Comes(name);
        world.Tick("one");
        world.Settle();
        world.Comes("three");
        world.Goes("one");

        var plans = world.Alive.ToDictionary(name => name, world.Plan);

        plans.Values.SelectMany(plan => plan.Acquire).ShouldBeUnique();
        plans["three"].Acquire.Count.ShouldBe(2, "it has the fewest");
    }

    [Fact]
    public void Whoever_is_next_in_turn_waits_and_takes_what_stays_free()
    {
        var (me, stuck) = (Replica("two", Four), Replica("one", Four));
        WorkspaceLease Free(TimeSpan since) => new("a", null, -since);

        AssignmentPlanner.Plan(stuck, [me], [Free(TimeSpan.Zero)], Grace).Acquire.ShouldBe(["a"]);
        AssignmentPlanner.Plan(me, [stuck], [Free(Grace / 2)], Grace).Acquire.ShouldBeEmpty();
        AssignmentPlanner.Plan(me, [stuck], [Free(Grace)], Grace).Acquire.ShouldBe(["a"]);
    }

    [Fact]
    public void Nothing_is_given_back_that_no_other_is_configured_for()
    {
        WorkspaceLease[] held = [.. Four.Select(name => new WorkspaceLease(name, "old", TimeSpan.FromSeconds(10)))];
        var (old, other) = (Replica("old", Four), Replica("new", ["d", "e"]));

        AssignmentPlanner.Plan(old, [other], held, Grace).Release.ShouldBe(new Handover("d", "new"));
        AssignmentPlanner.Plan(old, [Replica("new", ["e"])], held, Grace).Release.ShouldBeNull();
        AssignmentPlanner.Plan(other, [old], [.. held, new WorkspaceLease("e", null, TimeSpan.Zero)], Grace).Acquire.ShouldBe(["e"]);
    }

    [Fact]
    public void However_replicas_come_and_go_everything_is_held_and_even_and_then_rests() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[0, 40].Array[1, 60], Gen.Int[0, 1_000_000]).Sample((workspaces, steps, seed) =>
        {
            var world = new World([.. Enumerable.Range(0, workspaces).Select(number => $"w{number:00}")]);
            world.Comes("first");
            foreach (var step in steps)
                world.Step(step);
            world.Settle();

            var loads = world.Loads();
            loads.Sum().ShouldBe(workspaces, "none is left alone");
            (loads.Max() - loads.Min()).ShouldBeLessThanOrEqualTo(1);
            var moves = world.Moves;
            world.Settle();
            world.Moves.ShouldBe(moves, "what is even stays as it is");
        });

    [Fact]
    public void A_lease_that_runs_out_is_looked_at_when_it_does_and_not_later()
    {
        var rhythm = ReplicaCoordinator.RefreshInterval(TimeSpan.FromSeconds(15));
        rhythm.ShouldBe(TimeSpan.FromSeconds(2.5));
        ReplicaCoordinator.RefreshInterval(TimeSpan.FromSeconds(1)).ShouldBeLessThan(TimeSpan.FromSeconds(0.2));

        ReplicaCoordinator.NextRefresh(rhythm, 0.5, [TimeSpan.FromSeconds(9)]).ShouldBe(rhythm * 0.9);
        ReplicaCoordinator.NextRefresh(rhythm, 0.5, [TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(0.4)]).ShouldBeInRange(TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(0.45));
    }

    private static Replica Replica(string name, IEnumerable<string> workspaces) => new(name, ReplicaStore.Names(workspaces));

    /// <summary>Replicas around one ledger, without clocks and sockets: a tick is a second, a lease lasts five.</summary>
    private sealed class World(string[] workspaces)
    {
        private readonly Dictionary<string, (string? Holder, int Until)> leases = workspaces.ToDictionary(name => name, _ => ((string?)null, -100));
        private readonly Dictionary<string, int> lastSeen = [];
        private int now;
        private int names;

        public List<string> Alive { get; } = [];

        public int Moves { get; private set; }

        public List<int> Loads() => [.. Alive.Select(name => leases.Values.Count(lease => lease.Holder == name && lease.Until > now))];

        public void Comes(string name)
        {
            Alive.Add(name);
            lastSeen[name] = now;
        }

        /// <summary>Killed: it says nothing, and its leases run out.</summary>
        public void Goes(string name)
        {
            Alive.Remove(name);
            now += 5;
            Alive.ForEach(Renew);
        }

        public AssignmentPlan Plan(string name)
        {
            lastSeen[name] = now;
            return AssignmentPlanner.Plan(
                Replica(name, workspaces),
                lastSeen.Where(seen => now - seen.Value < 3).Select(seen => Replica(seen.Key, workspaces)),
                leases.Select(lease => new WorkspaceLease(lease.Key, lease.Value.Holder, TimeSpan.FromSeconds(lease.Value.Until - now))),
                TimeSpan.FromSeconds(2));
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

            if (plan.Release is { } gift)
            {
                leases[gift.Workspace].Holder.ShouldBe(name, "nobody gives what is another's");
                leases[gift.Workspace] = (null, now);
            }
        }

        /// <summary>One thing happens: somebody comes, is killed, or ticks, in any order.</summary>
        public void Step(int number)
        {
            if (number == 0 && Alive.Count < 6)
                Comes($"r{names++}");
            else if (number == 1 && Alive.Count > 1)
                Goes(Alive[names % Alive.Count]);
            else
                Tick(Alive[number % Alive.Count]);
            if (number % 4 == 0)
            {
                now++;
                Alive.ForEach(Renew);
            }
        }

        public void Settle()
        {
            for (var second = 0; second < 30; second++, now++)
                Alive.ToList().ForEach(Tick);
        }

        private void Renew(string name)
        {
            lastSeen[name] = now;
            foreach (var (workspace, lease) in leases.Where(lease => lease.Value.Holder == name && lease.Value.Until > now - 100).ToList())
                leases[workspace] = (name, now + 5);
        }
    }
}
