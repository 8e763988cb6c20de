using System.Text;
using System.Text.Json;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Chaos;

/// <summary>Injects API faults, kills the poller and restarts the broker and the database, at random times.</summary>
internal sealed class ChaosRun(
    TestStack stack,
    TestSubscriber subscriber,
    ChaosLedger ledger,
    ChaosScale scale,
    RabbitMqServer rabbit,
    PostgreSqlServer? postgres
)
{
    /// <summary>A call can be listed up to 12 s after its arrival and be edited or deleted up to 8 s after that.</summary>
    private static readonly TimeSpan MaxCallLifecycle = TimeSpan.FromSeconds(22);

    private static readonly TimeSpan FaultRotationInterval = TimeSpan.FromSeconds(2);

    /// <summary>
    /// A process that has just started, on a machine that other tests keep busy, has needed 650 ms for its first 429. Each wait is at least
    /// twice as long, so that one that is ignored is noticed.
    /// </summary>
    private static readonly TimeSpan ReadingTime = TimeSpan.FromSeconds(1);

    private readonly Random killTimes = new(scale.Seed);
    private readonly Random faults = new(scale.Seed + 1);
    private readonly List<PollerKill> kills = [];

    public int Kills => kills.Count;

    public int BrokerRestarts { get; private set; }

    public int DatabaseRestarts { get; private set; }

    /// <summary>Injects faults until all calls have arrived.</summary>
    public async Task RunChaosAsync()
    {
        using var stopped = new CancellationTokenSource();
        var rotation = RotateFaultsAsync(stopped.Token);
        while (kills.Count < scale.MinKills || (await stack.StatsAsync()).GetProperty("arrivals_left").GetInt64() > 0)
        {
            stack.Poller.Start();
            await WaitForRandomMomentAsync();
            await RestartServersAsync();
            var at = TimeProvider.System.GetUtcNow();
            await stack.Poller.KillAsync();
            kills.Add(new PollerKill(at, await ledger.ApiPausedUntilAsync()));
        }

        await stopped.CancelAsync();
        await rotation;
        await SetFaultsAsync(FaultProfiles.None);
    }

    /// <summary>Waits without faults until every call has reached its final state, was read again and has no pending events.</summary>
    public async Task SettleAsync()
    {
        var settled = TimeProvider.System.GetUtcNow() + MaxCallLifecycle;
        await Eventually.Be(() => TimeProvider.System.GetUtcNow() > settled);
        await ledger.MakeRetriesDueAsync();
        await stack.Poller.StartAndWaitUntilReadyAsync();
        await Eventually.Be(
            async () =>
                (
                    Reread: await ledger.OldestRereadAsync(),
                    Pending: await ledger.CountPendingAsync(),
                    GapsAndParked: await ledger.CountGapsAndParkedAsync()
                ),
            state => state.Reread > settled && state is { Pending: 0, GapsAndParked: 0 }
        );
    }

    public async Task<DeliveryReport> ReportAsync() =>
        DeliveryReport.Create(
            [.. (await stack.ExposedCallsAsync()).Select(call => new ExposedCall(call))],
            [.. subscriber.Deliveries.Select(Delivered)]
        );

    /// <summary>Requests that were sent before a <c>Retry-After</c> had elapsed, without those that are excused.</summary>
    public async Task<List<EarlyRequest>> EarlyRequestsAsync()
    {
        var response = await stack.Revont.Http.GetStringAsync(new Uri("/simulator/early-requests", UriKind.Relative));
        return
        [
            .. JsonSerializer
                .Deserialize<JsonElement>(response)
                .GetProperty("early")
                .EnumerateArray()
                .Select(request => new EarlyRequest(
                    request.GetProperty("response_sent_at").GetDateTimeOffset(),
                    request.GetProperty("after_response_ms").GetInt64()
                ))
                .Where(request => !request.IsExcused(kills, ReadingTime)),
        ];
    }

    public async Task<string> SummaryAsync(DeliveryReport report, int earlyRequests)
    {
        var (stats, calls) = (await stack.StatsAsync(), await stack.ExposedCallsAsync());
        var events = subscriber.Deliveries.DistinctBy(delivery => delivery.MessageId).ToList();
        var faultCounts = stats.GetProperty("faults").EnumerateObject().Select(fault => $"{fault.Name} {fault.Value}");
        var eventCounts = events
            .GroupBy(delivery => delivery.Type)
            .Select(type => $"{type.Key} {type.Count()} of {type.DistinctBy(delivery => delivery.CallId).Count()} calls");
        string[] lines =
        [
            $"ledger {(postgres is null ? "SQLite" : "PostgreSQL")}, seed {scale.Seed}",
            $"calls {calls.Count}, kills {Kills}, broker restarts {BrokerRestarts}, database kills {DatabaseRestarts}",
            $"faults {string.Join(", ", faultCounts)}",
            $"events published {string.Join(", ", eventCounts)}",
            $"delivered again under the same id {subscriber.Deliveries.Count - events.Count}",
            $"missed {report.Missed.Count}, duplicated {report.Duplicated.Count}, unexpected {report.Unexpected.Count}, "
                + $"early requests {earlyRequests}",
        ];
        return string.Join(Environment.NewLine, lines);
    }

    private static DeliveredEvent Delivered(Delivery delivery) =>
        new()
        {
            MessageId = delivery.MessageId!,
            Type = delivery.Type,
            CallId = delivery.CallId!,
            Revision = delivery.Revision,
            Message = delivery.Message,
        };

    private async Task RestartServersAsync()
    {
        switch (kills.Count % 6)
        {
            case 3:
                await rabbit.StopAsync();
                await rabbit.StartAsync();
                BrokerRestarts++;
                break;
            case 1 or 5 when postgres is not null:
                await postgres.KillAsync();
                await postgres.StartAsync();
                DatabaseRestarts++;
                break;
            default:
                break;
        }
    }

    /// <summary>Waits for a random time, number of messages or number of requests.</summary>
    private async Task WaitForRandomMomentAsync()
    {
        var latest = TimeProvider.System.GetUtcNow().AddSeconds(2 + killTimes.Next(12));
        var kind = killTimes.Next(3);
        var messages = subscriber.Deliveries.Count + killTimes.Next(1, 300);
        var requests = await stack.CountRequestsAsync() + killTimes.Next(1, 150);
        var soon = TimeProvider.System.GetUtcNow().AddMilliseconds(killTimes.Next(8_000));
        await Eventually.Be(
            async () =>
                TimeProvider.System.GetUtcNow() > latest
                || kind switch
                {
                    0 => TimeProvider.System.GetUtcNow() > soon,
                    1 => subscriber.Deliveries.Count >= messages,
                    _ => await stack.CountRequestsAsync() >= requests,
                },
            condition: "a random moment"
        );
    }

    private async Task RotateFaultsAsync(CancellationToken stopped)
    {
        using var timer = new PeriodicTimer(FaultRotationInterval, TimeProvider.System);
        do await SetFaultsAsync(FaultProfiles.Draw(faults, TimeProvider.System.GetUtcNow()));
        while (await NextAsync());

        async Task<bool> NextAsync()
        {
            try
            {
                return await timer.WaitForNextTickAsync(stopped);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    private async Task SetFaultsAsync(string profile)
    {
        using var body = new StringContent(profile, Encoding.UTF8, "application/json");
        using var response = await stack.Revont.Http.PutAsync(new Uri("/simulator/faults", UriKind.Relative), body);
        response.IsSuccessStatusCode.ShouldBeTrue(await response.Content.ReadAsStringAsync());
    }
}
