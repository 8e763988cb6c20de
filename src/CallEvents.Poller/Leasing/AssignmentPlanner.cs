namespace CallEvents.Poller.Leasing;

/// <summary>
/// Decides which replica works on which workspace, in every replica the same way from the same shared data: free workspaces go to the
/// least-loaded replica; a replica with two more than another hands one over. Pure, so that tests can try any number of replicas.
/// </summary>
internal static class AssignmentPlanner
{
    /// <param name="me">This replica.</param>
    /// <param name="others">The replicas that are alive.</param>
    /// <param name="workspaces">Every workspace with its lease.</param>
    /// <param name="grace">How long each replica in the order leaves a free workspace to the one before it.</param>
    public static AssignmentPlan Plan(Replica me, IEnumerable<Replica> others, IEnumerable<WorkspaceLease> workspaces, TimeSpan grace)
    {
        List<Replica> live = [me, .. others.Where(other => other.Name != me.Name)];
        var all = workspaces.OrderBy(lease => lease.Workspace, StringComparer.Ordinal).ToList();
        var loads = live.ToDictionary(replica => replica.Name, replica => all.Count(lease => lease.IsHeldBy(replica.Name)));

        List<string> acquire = [];
        foreach (var free in all.Where(lease => lease.IsFree))
        {
            var order = InOrder(live.Where(replica => replica.Knows(free.Workspace)), loads);
            if (order.Count == 0)
                continue;
            var position = order.FindIndex(replica => replica.Name == me.Name);
            if (position >= 0 && free.FreeFor >= grace * position)
                acquire.Add(free.Workspace);

            // Counted for the first in the order, so that the next free workspace goes to another replica.
            loads[order[0].Name]++;
        }

        return new AssignmentPlan(acquire, NextHandover(me, live, all, loads));
    }

    /// <summary>
    /// One at a time among all replicas: from the most loaded replica to the least loaded one, of those between which it helps.
    /// </summary>
    private static Handover? NextHandover(Replica me, List<Replica> live, List<WorkspaceLease> all, Dictionary<string, int> loads)
    {
        var handovers =
            from lease in all
            from giver in live
            where lease.IsHeldBy(giver.Name)
            from receiver in live
            where receiver.Knows(lease.Workspace) && loads[giver.Name] - loads[receiver.Name] >= 2
            orderby loads[giver.Name] descending, giver.Name, loads[receiver.Name], receiver.Name
            select (Giver: giver.Name, Handover: new Handover(lease.Workspace, receiver.Name));
        var next = handovers.FirstOrDefault();
        return next.Giver == me.Name ? next.Handover : null;
    }

    private static List<Replica> InOrder(IEnumerable<Replica> replicas, Dictionary<string, int> loads) =>
        [.. replicas.OrderBy(replica => loads[replica.Name]).ThenBy(replica => replica.Name, StringComparer.Ordinal)];
}
