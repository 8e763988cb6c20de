using System.Text.Json;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.Simulator;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Journeys;

public sealed class UnroutableTests(RabbitMqServer rabbit)
{
    private static readonly SimulatorOptions OldCalls = new()
    {
        Calls = 120,
        Days = 1,
        ArrivalsPerMinute = 0,
    };

    [Fact]
    public async Task Events_without_a_subscriber_wait_and_the_poller_reports_them()
    {
        await using var stack = await TestStack.StartAsync(rabbit, OldCalls);
        await stack.Poller.StartAndWaitUntilReadyAsync();

        await Eventually.Be(stack.WorkspaceHealthAsync, workspace => UnroutableTypes(workspace) is ["CallRecorded", "CallTranscribed"]);
        await Eventually.Be(stack.WorkspaceHealthAsync, workspace => Pending(workspace, "CallTranscribed") == 120);

        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        await subscriber.WaitForAsync("CallRecorded", 120);
        await subscriber.WaitForAsync("CallTranscribed", 120);

        DeliveryVerifier.VerifyEachCallOnce(subscriber.Deliveries, await stack.ExposedCallsAsync(), "CallRecorded", "CallTranscribed");
        await Eventually.Be(stack.WorkspaceHealthAsync, workspace => UnroutableTypes(workspace) is []);
        stack.Poller.Output.ShouldContain("No queue is bound for CallRecorded");
        stack.Poller.Output.ShouldNotContain("NO_ROUTE");
    }

    [Fact]
    public async Task An_unroutable_type_does_not_delay_other_types()
    {
        await using var stack = await TestStack.StartAsync(rabbit, OldCalls);
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri, "recorded-only", "CallRecorded");
        await stack.Poller.StartAndWaitUntilReadyAsync();

        await subscriber.WaitForAsync("CallRecorded", 120);

        await Eventually.Be(
            stack.WorkspaceHealthAsync,
            workspace => Pending(workspace, "CallTranscribed") == 120 && UnroutableTypes(workspace) is ["CallTranscribed"]
        );
    }

    [Fact]
    public async Task Lanes_pause_while_too_many_of_their_events_are_pending()
    {
        await using var stack = await TestStack.StartAsync(rabbit, OldCalls);
        stack.Poller.Settings["Publishing:MaxPending"] = "30";
        stack.Poller.Settings["Polling:LeaseDuration"] = TestStack.LongLease;
        stack.Poller.Settings["Revont:MaxConcurrency"] = "2";
        await using var recorded = await TestSubscriber.SubscribeAsync(stack.Broker.Uri, "recorded-only", "CallRecorded");
        await stack.Poller.StartAndWaitUntilReadyAsync();
        await recorded.WaitForAsync("CallRecorded", 120);
        await Eventually.Be(stack.WorkspaceHealthAsync, workspace => Pending(workspace, "CallTranscribed") >= 30);

        // Only the requests in flight when the limit was reached exceed it.
        var requests = await CountDetailRequestsAsync(stack);
        requests.ShouldBeLessThanOrEqualTo(30 + 8);
        Pending(await stack.WorkspaceHealthAsync(), "CallTranscribed").ShouldBeLessThanOrEqualTo(30 + 8);

        await using var transcribed = await TestSubscriber.SubscribeAsync(stack.Broker.Uri, "transcribed-only", "CallTranscribed");
        await transcribed.WaitForAsync("CallTranscribed", 120);
    }

    private static async Task<long> CountDetailRequestsAsync(TestStack stack) =>
        (await stack.StatsAsync())
            .GetProperty("requests")
            .EnumerateArray()
            .Where(request => request.GetProperty("kind").GetString() == "detail")
            .Sum(request => request.GetProperty("count").GetInt64());

    private static List<string?> UnroutableTypes(JsonElement workspace) =>
        [.. workspace.GetProperty("unroutableTypes").EnumerateArray().Select(type => type.GetString())];

    private static long Pending(JsonElement workspace, string type) =>
        workspace.GetProperty("outboxPending").TryGetProperty(type, out var pending) ? pending.GetInt64() : 0;
}
