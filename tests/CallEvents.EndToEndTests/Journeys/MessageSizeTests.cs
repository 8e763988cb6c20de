using System.Text.Json;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.Simulator;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Journeys;

/// <summary>A broker that accepts less than <c>Publishing:MaxBytes</c>: it closes the channel that all publishes share.</summary>
public sealed class MessageSizeTests
{
    private const int MaxSize = 65_000;
    private static readonly SimulatorOptions Calls = new()
    {
        Calls = 60,
        Days = 1,
        ArrivalsPerMinute = 120,
        TranscriptDelay = TimeSpan.FromSeconds(1),
    };

    [Fact]
    public async Task Events_that_the_broker_finds_too_large_delay_no_others()
    {
        await using var rabbit = new RabbitMqServer(tls: null, $"max_message_size = {MaxSize}");
        await rabbit.StartAsync();
        await using var stack = await TestStack.StartAsync(rabbit, Calls);
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        stack.Poller.Settings["Publishing:Timeout"] = "00:00:01";

        // What keeps failing is known to a session: one that loses its lease on a slow machine begins again.
        stack.Poller.Settings["Polling:LeaseDuration"] = TestStack.LongLease;
        await stack.Poller.StartAndWaitUntilReadyAsync();
        await Eventually.Be(() => stack.Poller.Output.Contains("keeps failing while others succeed", StringComparison.Ordinal));
        await stack.StopArrivalsAsync();

        var exposed = await stack.ExposedCallsAsync();
        var pending = await Eventually.Be(
            () => Rows(stack),
            rows => rows.Count == exposed.Count * 2 && rows.Where(row => !row.IsPublished).All(row => row.Size > MaxSize * 0.9)
        );

        var large = pending.Count(row => !row.IsPublished);
        large.ShouldBeGreaterThan(0);
        await subscriber.WaitForAsync("CallRecorded", exposed.Count);
        await subscriber.WaitForAsync("CallTranscribed", exposed.Count - large);
        await stack.Poller.WaitUntilReadyAsync();

        // An operator sees them, and need not wait for their next retry.
        var parked = await Eventually.Be(() => RefusedAsync(stack), calls => calls.Count > 0);
        var refused = await stack.RunCommandAsync(1, "retry", parked[0]);
        refused.GetProperty("error").GetString()!.ShouldStartWith($"CallTranscribed of {parked[0]} is still not accepted by the broker (");
        await rabbit.SetMaxMessageSizeAsync(100_000_000);
        await stack.RunCommandAsync(0, "retry", parked[0]);
        await subscriber.WaitUntilAsync(all => all.Any(one => one.Type == "CallTranscribed" && one.CallId == parked[0]));
    }

    /// <summary>The calls of the events that the poller's status shows as refused.</summary>
    private static async Task<IReadOnlyList<string>> RefusedAsync(TestStack stack)
    {
        var status = JsonSerializer.Deserialize<JsonElement>(
            await stack.Poller.Http.GetStringAsync(new Uri("/status", UriKind.Relative), TestContext.Current.CancellationToken)
        );
        return
        [
            .. status
                .GetProperty("workspaces")[0]
                .GetProperty("parked")
                .GetProperty("items")
                .EnumerateArray()
                .Where(item => item.GetProperty("error").GetString()!.Contains("not accepted by the broker", StringComparison.Ordinal))
                .Select(item => item.GetProperty("key").GetString()!),
        ];
    }

    private static IReadOnlyList<(int Size, bool IsPublished)> Rows(TestStack stack) =>
        TestStack.QuerySqlite(
            stack.Poller,
            "callevents.db",
            "SELECT size, published_at IS NOT NULL FROM outbox",
            row => (row.GetInt32(0), row.GetBoolean(1))
        );
}
