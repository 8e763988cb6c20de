using System.Diagnostics;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Journeys;

/// <summary>How soon another replica takes over. Measured, so no other test runs at the same time.</summary>
[Collection(RunsAlone.Name)]
public sealed class TakeoverTests(RabbitMqServer rabbit, PostgreSqlServer postgres)
{
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Four_workspaces_are_rebalanced_when_a_poller_is_killed_or_added()
    {
        var leaseDuration = TimeSpan.FromSeconds(6);
        await using var stack = await ReplicatedStack.StartAsync(rabbit, postgres, leaseDuration.ToString("c"), ReplicatedStack.Calls);
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
        var started = Stopwatch.GetTimestamp();
        await killed.KillAsync();
        await Eventually.Be(stack.LeasesAsync, leases => leases.All(lease => lease.IsHeld && lease.Process != killed.Id), WaitTimeout);

        // At most the lease duration: 85 % of it until the lease ends, and the rest until the next refresh of another replica. The extra
        // second is for a machine under load.
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(leaseDuration + TimeSpan.FromSeconds(1));
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
