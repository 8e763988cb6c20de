namespace CallEvents.Poller.Leasing;

/// <summary>
/// Decides who works on what, the same in every replica from what all of them can read: a free workspace goes to the replica with the
/// fewest; one that has at least two more than another gives one back. Pure, so that any number of replicas can be tried in a test.
/// </summary>
internal static class AssignmentPlanner
{
    /// <param name="me">This replica.</param>
    /// <param name="others">Those that are alive.</param>
    /// <param name="workspaces">Every workspace with its holder.</param>
    /// <param name="grace">How long whoever comes next in turn leaves a free workspace to those before.</param>
    public static AssignmentPlan Plan(Replica me, IEnumerable<Replica> others, IEnumerable<WorkspaceLease> workspaces, TimeSpan grace)
    {
        List<Replica> live = [me, .. others.Where(other => other.Name != me.Name)];
        var all = workspaces.OrderBy(workspace => workspace.Workspace, StringComparer.Ordinal).ToList();
        var loads = live.ToDictionary(replica => replica.Name, replica => all.Count(workspace => workspace.IsHeldBy(replica.Name)));

        List<string> take = [];
        foreach (var free in all.Where(workspace => workspace.IsFree))
        {
            var order = InOrder(live.Where(replica => replica.Knows(free.Workspace)), loads);
            if (order.Count == 0)
                continue;
            var position = order.FindIndex(replica => replica.Name == me.Name);
            if (position >= 0 && free.FreeFor >= grace * position)
                take.Add(free.Workspace);

            // Counted for whoever is to have it, so that the next one goes to another.
            loads[order[0].Name]++;
        }

        return new AssignmentPlan(take, NextHandover(me, live, all, loads));
    }

    /// <summary>One at a time among all replicas: of those that could give, the one that has the most gives to the one that has the fewest.</summary>
    private static Handover? NextHandover(Replica me, List<Replica> live, List<WorkspaceLease> all, Dictionary<string, int> loads)
    {
        var gifts =
            from workspace in all
            from giver in live
            where workspace.IsHeldBy(giver.Name)
            from taker in live
            where taker.Knows(workspace.Workspace) && loads[giver.Name] - loads[taker.Name] >= 2
            orderby loads[giver.Name] descending, giver.Name, loads[taker.Name], taker.Name
            select (Giver: giver.Name, Gift: new Handover(workspace.Workspace, taker.Name));
        var next = gifts.FirstOrDefault();
        return next.Giver == me.Name ? next.Gift : null;
    }

    private static List<Replica> InOrder(IEnumerable<Replica> replicas, Dictionary<string, int> loads) =>
        [.. replicas.OrderBy(replica => loads[replica.Name]).ThenBy(replica => replica.Name, StringComparer.Ordinal)];
}

/// <summary>A poller that shares the ledger, and the workspaces that it works on or could: it is configured for them, and their workers are well.</summary>
internal sealed record Replica(string Name, IReadOnlySet<string> Workspaces)
{
    public bool Knows(string workspace) => Workspaces.Contains(workspace);
}

/// <summary>A workspace, who holds it, and for how long still; when that is over, or was given back: for how long it has been free.</summary>
internal sealed record WorkspaceLease(string Workspace, string? Holder, TimeSpan Left)
{
    public bool IsFree => Holder is null || Left <= TimeSpan.Zero;

    public TimeSpan FreeFor => -Left;

    public bool IsHeldBy(string replica) => !IsFree && Holder == replica;
}

/// <summary>What this replica is to do now.</summary>
internal sealed record AssignmentPlan(IReadOnlyList<string> Acquire, Handover? Release);

/// <summary>A workspace that is given back so that another can have it.</summary>
internal sealed record Handover(string Workspace, string To);
