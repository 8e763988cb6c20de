using System.Globalization;
using System.Text;
using System.Text.Json;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Chaos;

/// <summary>One company in bad weather: its poller killed again and again, the broker and the database restarted under it.</summary>
internal sealed class ChaosRun(Company company, Listener listener, ChaosLedger ledger, ChaosScale scale, RabbitMqServer rabbit, PostgreSqlServer? postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // What happens to a call happens within this time of its arrival: late by 25 s, edited or deleted 15 s after.
    private static readonly TimeSpan LongestFate = TimeSpan.FromSeconds(45);

    private readonly Random moments = new(scale.Seed);
    private readonly Random weather = new(scale.Seed + 1);
    private readonly List<Kill> kills = [];

    public int Kills => kills.Count;

    public int BrokerRestarts { get; private set; }

    public int DatabaseRestarts { get; private set; }

    /// <summary>Breaks everything until all calls have arrived.</summary>
    public async Task RageAsync()
    {
        using var over = new CancellationTokenSource();
        var changing = ChangeWeatherAsync(over.Token);
        while (kills.Count < scale.LeastKills || (await company.StatsAsync()).GetProperty("arrivals_left").GetInt64() > 0)
        {
            company.Poller.Start();
            await UntilSomeMomentAsync();
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

            var at = TimeProvider.System.GetUtcNow();
            await company.Poller.KillAsync();
            kills.Add(new Kill(at, await ledger.NotBeforeAsync()));
        }

        await over.CancelAsync();
        await changing;
        await SetWeatherAsync(Weather.Calm);
    }

    /// <summary>Lets the sun shine until everything that was going to happen has, and has been read again.</summary>
    public async Task SettleAsync()
    {
        var settled = TimeProvider.System.GetUtcNow() + LongestFate;
        await Eventually.Be(() => TimeProvider.System.GetUtcNow() > settled, Patience);
        await ledger.LetAnHourPassAsync();
        await company.Poller.StartAndWaitUntilReadyAsync();
        await Eventually.Be(async () => (Reread: await ledger.LastRereadAsync(), Due: await ledger.DueAsync(), Aside: await ledger.SetAsideAsync()),
            seen => seen.Reread > settled && seen is { Due: 0, Aside: 0 }, Patience);
    }

    public async Task<Verdict> JudgeAsync() => Verdict.Of([.. (await company.TruthAsync()).Select(call => new ShownCall(call))], listener.Deliveries);

    /// <summary>
    /// Requests before a <c>Retry-After</c> was over. Not those that crossed with the answer that asked to wait; and not those
    /// after a kill that came before the answer could be stored.
    /// </summary>
    public async Task<List<string>> EarlyRequestsAsync()
    {
        var answer = await company.Revont.Http.GetStringAsync(new Uri("/simulator/early-requests", UriKind.Relative));
        List<string> early = [];
        foreach (var request in JsonSerializer.Deserialize<JsonElement>(answer).GetProperty("early").EnumerateArray())
        {
            var answeredAt = request.GetProperty("response_sent_at").GetDateTimeOffset();
            var crossed = request.GetProperty("after_response_ms").GetInt64() <= 500;
            var unstored = kills.Exists(kill => kill.At >= answeredAt && !(kill.NotBefore > answeredAt)
                && kill.At <= answeredAt.AddMilliseconds(request.GetProperty("after_response_ms").GetInt64()));
            if (!crossed && !unstored)
                early.Add(request.GetRawText());
        }

        return early;
    }

    public async Task<string> SummaryAsync(Verdict verdict, int early)
    {
        var (stats, calls) = (await company.StatsAsync(), await company.TruthAsync());
        var distinct = listener.Deliveries.DistinctBy(delivery => delivery.MessageId).ToList();
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"ledger {(postgres is null ? "SQLite" : "PostgreSQL")}, seed {scale.Seed}");
        text.AppendLine(CultureInfo.InvariantCulture, $"calls {calls.Count}, kills {Kills}, broker restarts {BrokerRestarts}, database kills {DatabaseRestarts}");
        text.AppendLine("faults " + string.Join(", ", stats.GetProperty("faults").EnumerateObject().Select(fault => $"{fault.Name} {fault.Value}")));
        text.AppendLine("facts told " + string.Join(", ", distinct.CountBy(delivery => delivery.Type).Select(type => $"{type.Key} {type.Value}")));
        text.AppendLine(CultureInfo.InvariantCulture, $"delivered again under the same id {listener.Deliveries.Count - distinct.Count}");
        text.Append(CultureInfo.InvariantCulture, $"missed {verdict.Missed.Count}, told twice {verdict.ToldTwice.Count}, never shown {verdict.NeverShown.Count}, early requests {early}");
        return text.ToString();
    }

    /// <summary>After some time, or some messages, or some requests: in the middle of anything.</summary>
    private async Task UntilSomeMomentAsync()
    {
        var latest = TimeProvider.System.GetUtcNow().AddSeconds(2 + moments.Next(12));
        var kind = moments.Next(3);
        var (messages, requests) = (listener.Deliveries.Count + moments.Next(1, 300), await RequestsAsync() + moments.Next(1, 150));
        var soon = TimeProvider.System.GetUtcNow().AddMilliseconds(moments.Next(8_000));
        await Eventually.Be(
            async () => TimeProvider.System.GetUtcNow() > latest || kind switch
            {
                0 => TimeProvider.System.GetUtcNow() > soon,
                1 => listener.Deliveries.Count >= messages,
                _ => await RequestsAsync() >= requests,
            },
            Patience, "some moment");
    }

    private async Task<long> RequestsAsync() =>
        (await company.StatsAsync()).GetProperty("requests").EnumerateArray().Sum(requests => requests.GetProperty("count").GetInt64());

    private async Task ChangeWeatherAsync(CancellationToken over)
    {
        using var rhythm = new PeriodicTimer(TimeSpan.FromSeconds(4), TimeProvider.System);
        do
            await SetWeatherAsync(Weather.Draw(weather, TimeProvider.System.GetUtcNow()));
        while (await NextAsync());

        async Task<bool> NextAsync()
        {
            try
            {
                return await rhythm.WaitForNextTickAsync(over);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    private async Task SetWeatherAsync(string switches)
    {
        using var body = new StringContent(switches, Encoding.UTF8, "application/json");
        using var answer = await company.Revont.Http.PutAsync(new Uri("/simulator/faults", UriKind.Relative), body);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>When the poller was killed, and what it had stored by then.</summary>
    private sealed record Kill(DateTimeOffset At, DateTimeOffset? NotBefore);
}
