using CallEvents.Poller.Outbox;
using CallEvents.Revont.Calls;
using CallEvents.Revont.Requests;
using CallEvents.ServiceDefaults.Database;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Outbox;
using CallEvents.Tests.ServiceDefaults.Database;
using CallEvents.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace CallEvents.Tests.Poller;

/// <summary>What the outside world decides can be replaced from a test, so that a simulation controls all of it.</summary>
public sealed class SeamTests
{
    [Fact]
    public async Task Clock_randomness_API_client_message_sender_and_database_clock_can_be_replaced()
    {
        await using var time = new AcceleratedClock();
        time.SetUtcNow(new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var random = new CountingRandom(seed: 1);
        var revont = new InMemoryRevont(new CallSnapshot("call_1") { CreatedAt = time.GetUtcNow() });
        var sender = new RecordingSender();
        var databaseClock = new FixedDatabaseClock(time);
        await using var poller = await PollerHost.StartAsync(
            new Uri("http://never.called.invalid"),
            settings: FastSettings.From(time.GetUtcNow().AddHours(-1)),
            configure: builder =>
                builder
                    .Services.AddSingleton<TimeProvider>(time)
                    .AddSingleton<Random>(random)
                    .AddSingleton<IRevontApi>(revont)
                    .AddSingleton<IMessageSender>(sender)
                    .AddSingleton<DatabaseClock>(databaseClock)
        );

        await Eventually.Be(() => sender.Confirmed.Count == 2);

        sender.Confirmed.Select(row => $"{row.Type} {row.CallId}").ShouldBe(["CallRecorded call_1", "CallTranscribed call_1"]);
        sender.Confirmed.ShouldAllBe(row => row.ObservedAt.Year == 2040);
        revont.Requests.ShouldBeGreaterThan(0);
        random.Uses.ShouldBeGreaterThan(0);
        databaseClock.Reads.ShouldBeGreaterThan(0);
    }
}
