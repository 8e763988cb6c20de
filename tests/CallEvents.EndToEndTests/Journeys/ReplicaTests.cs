using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Journeys;

public sealed class ReplicaTests(RabbitMqServer rabbit, PostgreSqlServer postgres)
{
    [Fact]
    public async Task A_stopped_poller_hands_its_workspaces_over_immediately()
    {
        await using var stack = await ReplicatedStack.StartAsync(rabbit, postgres, "00:04:00", ReplicatedStack.Calls);
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Services.Broker.Uri);
        List<ServiceProcess> pollers = [stack.StartPoller(), stack.StartPoller()];
        await stack.WaitForAssignmentAsync(pollers, 2, 2);

        var result = await pollers[0].StopAsync();

        // A lease that is not released lasts four minutes.
        result.ExitCode.ShouldBe(0);
        await stack.WaitForAssignmentAsync([pollers[1]], 4);
        pollers[1].Output.ShouldContain(": unassigned");
        var calls = await stack.VerifyEachCallPublishedOnceAsync(subscriber);
        subscriber.Deliveries.Count.ShouldBe(2 * 4 * calls, "without a kill, no event is delivered twice");
    }

    [Fact]
    public async Task A_poller_that_hangs_is_replaced_and_fenced_when_it_resumes()
    {
        await using var stack = await ReplicatedStack.StartAsync(rabbit, postgres, "00:00:06", ReplicatedStack.Calls);
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Services.Broker.Uri);
        List<ServiceProcess> pollers = [stack.StartPoller(), stack.StartPoller()];
        await stack.WaitForAssignmentAsync(pollers, 2, 2);
        await subscriber.WaitUntilAsync(deliveries => deliveries.Count >= 100);

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

        var calls = await stack.VerifyEachCallPublishedOnceAsync(subscriber);
        (await stack.QueryAsync("SELECT COUNT(*) FROM outbox", row => row.GetInt64(0)))[0].ShouldBe(2 * 4 * calls);
    }

    [Fact]
    public async Task Pollers_never_hand_over_workspaces_the_other_lacks()
    {
        await using var stack = await ReplicatedStack.StartAsync(rabbit, postgres, TestStack.LongLease, ReplicatedStack.Calls);
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Services.Broker.Uri);
        var old = stack.StartPoller("alpha", "beta", "delta");
        await Eventually.Be(async () => (await stack.HeldByAsync(old)).Count == 3);

        var other = stack.StartPoller("delta", "gamma");

        await Eventually.Be(async () =>
            string.Join(' ', await stack.HeldByAsync(old)) == "alpha beta"
            && string.Join(' ', await stack.HeldByAsync(other)) == "delta gamma"
        );
        await stack.VerifyEachCallPublishedOnceAsync(subscriber);
        (await stack.HeldByAsync(old)).ShouldBe(["alpha", "beta"]);
    }

    [Fact]
    public async Task A_lease_of_one_second_works()
    {
        await using var stack = await ReplicatedStack.StartAsync(rabbit, postgres, "00:00:01", ReplicatedStack.Calls);
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Services.Broker.Uri);
        List<ServiceProcess> pollers = [stack.StartPoller(), stack.StartPoller()];
        await subscriber.WaitUntilAsync(deliveries => deliveries.Count >= 50);

        await pollers[0].KillAsync();

        await stack.WaitForAssignmentAsync([pollers[1]], 4);
        await stack.VerifyEachCallPublishedOnceAsync(subscriber);
    }
}
