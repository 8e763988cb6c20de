using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Jobs;

/// <summary>A ledger that is moved from a file to a server, in the middle of a backlog.</summary>
public sealed class LedgerMoveTests(RabbitMqServer rabbit, PostgreSqlServer postgres)
{
    [Fact]
    public async Task A_moved_ledger_goes_on_where_it_was_and_nothing_is_published_twice()
    {
        var folder = TestResourceReaper.CreateFolder("move");
        var old = $"Data Source={Path.Combine(folder, "callevents.db")}";
        var file = Path.Combine(folder, "main.ledger");
        await using var stack = await JobStack.StartAsync(rabbit, old, requestsPerSecond: 6, TestStack.LongLease);
        await using var first = await TestSubscriber.SubscribeAsync(stack.Broker, "first", "CallRecorded");
        var from = TimeProvider.System.GetUtcNow().AddDays(-3);
        var calls = await stack.CallsSinceAsync(from);

        // No queue is bound for the transcripts, so they wait in the ledger.
        await using (var poller = stack.StartPoller())
        {
            await Eventually.Be(() => poller.Output, output => output.Contains("CallTranscribed", StringComparison.Ordinal));
            await first.WaitForAsync("CallRecorded", 10);

            // Else a slow stop gives it the time for the rest of the calls.
            stack.Api.Hold();
            await poller.StopAsync();
            stack.Api.Release();
        }

        first.Distinct("CallRecorded").Count.ShouldBeLessThan(calls.Count, "There is no backlog left to move");
        await stack.RunAsync("replay", "--from", JobStack.Format(from), "--queue", "first", "--detach");

        var (exitCode, exported) = await stack.RunAsync("ledger", "export", file);
        exitCode.ShouldBe(0, exported.ToString());
        exported.GetProperty("pendingEvents").GetInt64().ShouldBePositive();
        stack.UseLedger(await postgres.CreateDatabaseAsync());
        (exitCode, var imported) = await stack.RunAsync("ledger", "import", file);
        exitCode.ShouldBe(0, imported.ToString());
        imported.GetProperty("events").GetInt64().ShouldBe(exported.GetProperty("events").GetInt64());

        await using var second = await TestSubscriber.SubscribeAsync(stack.Broker, "second", "CallTranscribed");
        await using var moved = stack.StartPoller();
        (exitCode, var replay) = await stack.RunAsync("jobs", "1");
        exitCode.ShouldBe(0, replay.ToString());
        await first.WaitUntilAsync(all => JobStack.Ids(all, "CallRecorded", "replay").IsSupersetOf(calls));
        await second.WaitUntilAsync(all => JobStack.Ids(all, "CallTranscribed", "live", "backfill").IsSupersetOf(calls));

        // The old ledger is paused: a poller that is started with it by mistake publishes nothing.
        stack.UseLedger(old);
        await using var mistake = stack.StartPoller();
        await mistake.WaitUntilReadyAsync();
        await Eventually.Be(
            () => mistake.Http.GetStringAsync(new Uri("/status", UriKind.Relative), TestContext.Current.CancellationToken),
            status => status.Contains("paused since", StringComparison.Ordinal)
        );

        first.Deliveries.Where(one => one.Origin != "replay").Select(one => one.CallId).ShouldBeUnique();
        second.Deliveries.Select(one => one.CallId).ShouldBeUnique();
        first.Deliveries.Concat(second.Deliveries).Select(one => one.MessageId).ShouldBeUnique();
    }
}
