using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.LedgerSpecs;
using CallEvents.Simulator;
using CallEvents.TestSupport;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.EndToEndTests.Commands;

public sealed class AuditTests(RabbitMqServer rabbit, PostgreSqlServer postgres)
{
    private const int Calls = 150;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hole_in_the_ledger_is_found_beside_a_running_poller(bool usesPostgreSql)
    {
        await using var stack = await TestStack.StartAsync(
            rabbit,
            new SimulatorOptions
            {
                Calls = Calls,
                Days = 3,
                ArrivalsPerMinute = 0,
            }
        );
        var ledger = usesPostgreSql
            ? await postgres.CreateDatabaseAsync()
            : $"Data Source={Path.Combine(stack.Poller.Folder, "ledger.db")}";
        stack.Poller.Settings["ConnectionStrings:Ledger"] = ledger;
        stack.Poller.Settings["Polling:LeaseDuration"] = TestStack.LongLease;
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        await stack.Poller.StartAndWaitUntilReadyAsync();
        await subscriber.WaitForAsync("CallRecorded", Calls);

        // What the poller still has to do for the call would write its row again.
        await subscriber.WaitForAsync("CallTranscribed", Calls);
        await Eventually.Be(stack.HasPendingEventsAsync, hasPending => !hasPending);
        var old = (await stack.ExposedCallsAsync()).Select(call => call.GetProperty("id").GetString()!).Last();
        await PlantHoleAsync(ledger, old);

        var audit = await stack.RunCommandAsync(1, "audit");
        var mended = await stack.RunCommandAsync(0, "audit", "--fix");

        audit.GetProperty("missing").GetInt32().ShouldBe(1);
        audit.GetProperty("ids").EnumerateArray().Single().GetString().ShouldBe(old);
        mended.GetProperty("missing").GetInt32().ShouldBe(0);
        mended.GetProperty("observed").GetInt32().ShouldBe(1);
        await subscriber.WaitUntilAsync(deliveries =>
            deliveries.Count(delivery => delivery.Type == "CallRecorded" && delivery.CallId == old) == 2
        );
        stack.Poller.IsRunning.ShouldBeTrue();
    }

    private static async Task PlantHoleAsync(string connectionString, string callId)
    {
        await using var ledger = await TestLedger.OpenAsync(connectionString);
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        (await context.Calls.Where(row => row.CallId == callId).ExecuteDeleteAsync()).ShouldBe(1);
        await context.Outbox.Where(row => row.CallId == callId).ExecuteDeleteAsync();
    }
}
