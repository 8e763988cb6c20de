using System.Text.Json;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.Simulator;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Jobs;

/// <summary><c>pause</c> and <c>resume</c> as processes, beside a poller that is killed in between.</summary>
public sealed class PauseTests(RabbitMqServer rabbit)
{
    private static readonly SimulatorOptions Arriving = new()
    {
        Calls = 40,
        Days = 1,
        ArrivalsPerMinute = 120,
        TranscriptDelay = TimeSpan.FromSeconds(1),
    };

    [Fact]
    public async Task A_pause_outlasts_a_kill_and_loses_nothing()
    {
        await using var stack = await TestStack.StartAsync(rabbit, Arriving);
        stack.Poller.Settings["Polling:LeaseDuration"] = TestStack.LongLease;
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        await stack.Poller.StartAndWaitUntilReadyAsync();
        await subscriber.WaitForAsync("CallTranscribed", 40);

        (await stack.RunCommandAsync(0, "pause")).GetProperty("state").GetString().ShouldBe("done");
        await stack.Poller.StopAsync();
        await stack.Poller.StartAndWaitUntilReadyAsync();
        await WaitUntilPausedAsync(stack);
        await stack.Poller.KillAsync();
        var before = (Requests: await stack.CountRequestsAsync(), Deliveries: subscriber.Deliveries.Count);
        var recorded = subscriber.Distinct("CallRecorded").Count;
        await stack.Poller.StartAndWaitUntilReadyAsync();
        await WaitUntilPausedAsync(stack);
        (await stack.RunCommandAsync(0, "status"))
            .GetProperty("workspaces")[0]
            .GetProperty("state")
            .GetProperty("sentence")
            .GetString()!
            .ShouldContain("paused");

        // A poller that is not paused asks once a second; two calls arrive in each.
        await Eventually.Be(async () => (await stack.StatsAsync()).GetProperty("calls").GetInt32() >= recorded + 10);
        var arrived = await stack.StopArrivalsAsync();

        (await stack.CountRequestsAsync(), subscriber.Deliveries.Count).ShouldBe(before);
        (await stack.RunCommandAsync(0, "resume")).GetProperty("state").GetString().ShouldBe("done");

        await subscriber.WaitForAsync("CallRecorded", arrived);
        await subscriber.WaitForAsync("CallTranscribed", arrived);
        await Eventually.Be(stack.HasPendingEventsAsync, hasPending => !hasPending);
        subscriber.Deliveries.Count.ShouldBe(2 * arrived, "nothing was being published when the poller was killed");
    }

    private static async Task WaitUntilPausedAsync(TestStack stack) =>
        await Eventually.Be(
            stack.WorkspaceHealthAsync,
            workspace =>
                workspace.GetProperty("leaseHeld").GetBoolean()
                && workspace.TryGetProperty("pausedAt", out var since)
                && since.ValueKind == JsonValueKind.String
        );
}
