using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Journeys;

/// <summary>Who works on which workspace after a replica is killed or added. How soon is specified for the lease.</summary>
public sealed class TakeoverTests(RabbitMqServer rabbit, PostgreSqlServer postgres)
{
    [Fact]
    public async Task Four_workspaces_are_rebalanced_when_a_poller_is_killed_or_added()
    {
        await using var stack = await ReplicatedStack.StartAsync(rabbit, postgres, "00:00:15", ReplicatedStack.Calls);
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Services.Broker.Uri);
        List<ServiceProcess> pollers = [stack.StartPoller(), stack.StartPoller(), stack.StartPoller()];
        await stack.WaitForAssignmentAsync(pollers, 2, 1, 1);
        foreach (var poller in pollers)
            await poller.WaitUntilReadyAsync();

        var killed = pollers[0];
        var held = await stack.HeldByAsync(killed);
        held.ShouldNotBeEmpty();
        var fences = (await stack.LeasesAsync()).ToDictionary(lease => lease.Workspace, lease => lease.Fence);
        pollers.Remove(killed);
        await killed.KillAsync();
        await Eventually.Be(stack.LeasesAsync, leases => leases.All(lease => lease.IsHeld && lease.Process != killed.Id));

        foreach (var lease in (await stack.LeasesAsync()).Where(lease => held.Contains(lease.Workspace)))
            lease.Fence.ShouldBeGreaterThan(fences[lease.Workspace]);
        await stack.WaitForAssignmentAsync(pollers, 2, 2);

        pollers.Add(stack.StartPoller());
        await stack.WaitForAssignmentAsync(pollers, 2, 1, 1);
        pollers.Sum(poller => Count(poller.Output, "holds fewer")).ShouldBeLessThanOrEqualTo(4, "no workspace is handed over repeatedly");
        await stack.VerifyEachCallPublishedOnceAsync(subscriber);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
