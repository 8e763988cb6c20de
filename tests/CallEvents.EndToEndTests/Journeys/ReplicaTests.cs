using System.Diagnostics;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Journeys;

public sealed class ReplicaTests(RabbitMqServer rabbit, PostgreSqlServer postgres)
{
    private static readonly TimeSpan WaitTimeout = TimeSpan.FromSeconds(60);

    private static readonly string[] Calls =
    [
        "--calls",
        "80",
        "--days",
        "3",
        "--arrivals-per-minute",
        "60",
        "--stop-arrivals-after",
        "40",
        "--transcript-delay",
        "00:00:01",
    ];

    [Fact]
    public async Task Four_workspaces_are_rebalanced_when_a_poller_is_killed_or_added()
    {
        var leaseDuration = TimeSpan.FromSeconds(6);
        await using var stack = await ReplicatedStack.StartAsync(rabbit, postgres, leaseDuration.ToString("c"), Calls);
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
        await stack.VerifyEachCallPublishedOnceAsync(subscriber, 120);
    }

    [Fact]
    public async Task A_stopped_poller_hands_its_workspaces_over_immediately()
    {
        await using var stack = await ReplicatedStack.StartAsync(rabbit, postgres, "00:10:00", Calls);
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Services.Broker.Uri);
        List<ServiceProcess> pollers = [stack.StartPoller(), stack.StartPoller()];
        await stack.WaitForAssignmentAsync(pollers, 2, 2);

        var result = await pollers[0].StopAsync();

        // A lease that is not released lasts ten minutes.
        result.ExitCode.ShouldBe(0);
        await stack.WaitForAssignmentAsync([pollers[1]], 4);
        pollers[1].Output.ShouldContain(": unassigned");
        await stack.VerifyEachCallPublishedOnceAsync(subscriber, 120);
        subscriber.Deliveries.Count.ShouldBe(2 * 4 * 120, "without a kill, no event is delivered twice");
    }

    [Fact]
    public async Task A_poller_that_hangs_is_replaced_and_fenced_when_it_resumes()
    {
        await using var stack = await ReplicatedStack.StartAsync(rabbit, postgres, "00:00:03", Calls);
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Services.Broker.Uri);
        List<ServiceProcess> pollers = [stack.StartPoller(), stack.StartPoller()];
        await stack.WaitForAssignmentAsync(pollers, 2, 2);
        await subscriber.WaitUntilAsync(deliveries => deliveries.Count >= 100, WaitTimeout);

        for (var round = 0; round < 3; round++)
        {
            var (hanging, other) = (pollers[round % 2], pollers[(round + 1) % 2]);
            var fencesBefore = (await stack.LeasesAsync())
                .Where(lease => lease.Process == hanging.Id)
                .ToDictionary(lease => lease.Workspace, lease => lease.Fence);
            hanging.Pause();
            await stack.WaitForAssignmentAsync([other], 4);
            hanging.Resume();

            // The resumed poller detects the lost leases, leaves the other poller's workspaces alone and gets its share again.
            await stack.WaitForAssignmentAsync(pollers, 2, 2);
            foreach (var lease in (await stack.LeasesAsync()).Where(lease => fencesBefore.ContainsKey(lease.Workspace)))
                lease.Fence.ShouldBeGreaterThan(fencesBefore[lease.Workspace]);
        }

        await stack.VerifyEachCallPublishedOnceAsync(subscriber, 120);
        (await stack.QueryAsync("SELECT COUNT(*) FROM outbox", row => row.GetInt64(0)))[0].ShouldBe(2 * 4 * 120);
    }

    [Fact]
    public async Task Pollers_never_hand_over_workspaces_the_other_lacks()
    {
        await using var stack = await ReplicatedStack.StartAsync(rabbit, postgres, "00:00:03", Calls);
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Services.Broker.Uri);
        var old = stack.StartPoller("alpha", "beta", "delta");
        await Eventually.Be(async () => (await stack.HeldByAsync(old)).Count == 3, WaitTimeout);

        var other = stack.StartPoller("delta", "gamma");

        await Eventually.Be(
            async () =>
                string.Join(' ', await stack.HeldByAsync(old)) == "alpha beta"
                && string.Join(' ', await stack.HeldByAsync(other)) == "delta gamma",
            WaitTimeout
        );
        await stack.VerifyEachCallPublishedOnceAsync(subscriber, 120);
        (await stack.HeldByAsync(old)).ShouldBe(["alpha", "beta"]);
    }

    [Fact]
    public async Task A_lease_of_one_second_works()
    {
        await using var stack = await ReplicatedStack.StartAsync(rabbit, postgres, "00:00:01", Calls);
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Services.Broker.Uri);
        List<ServiceProcess> pollers = [stack.StartPoller(), stack.StartPoller()];
        await subscriber.WaitUntilAsync(deliveries => deliveries.Count >= 50, WaitTimeout);

        await pollers[0].KillAsync();

        await stack.WaitForAssignmentAsync([pollers[1]], 4);
        await stack.VerifyEachCallPublishedOnceAsync(subscriber, 120);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
