using CallEvents.Benchmarks.Api;
using CallEvents.EndToEndTests.Infrastructure;
using Spectre.Console;

namespace CallEvents.Benchmarks.Race;

/// <summary>One race: both contestants in turns, on each latency and database.</summary>
internal sealed class RaceRun(RaceOptions options, Track track, IAnsiConsole console)
{
    private const int WarmUp = 2_000;
    private const int ArrivalsPerSecond = 20;
    private const int SettlingSeconds = 5;

    private readonly TimeProvider time = TimeProvider.System;
    private int ledgers;

    public async Task<IReadOnlyList<Result>> RunAsync(CancellationToken cancellationToken)
    {
        // The API and the broker are to be warm for whoever is first.
        await BareAsync(WarmUp, 0, cancellationToken);
        List<Result> results = [];
        foreach (var database in options.Databases)
        {
            foreach (var latency in options.Latencies)
            {
                try
                {
                    results.Add(await RaceAsync(latency, database, cancellationToken));
                }
                catch (NotStartedException refused)
                {
                    console.WriteLine($"{database}: skipped, the poller does not start: {refused.Message}");
                    break;
                }
            }
        }

        return results;
    }

    private async Task<Result> RaceAsync(int latency, string database, CancellationToken cancellationToken)
    {
        List<Heat> pollers = [];
        List<Heat> bares = [];
        Ledger? last = null;
        for (var round = 0; round < options.Rounds; round++)
        {
            last = await NewLedgerAsync(database);
            pollers.Add(await PollerAsync(options.Calls, latency, last, cancellationToken));
            bares.Add(await BareAsync(options.Calls, latency, cancellationToken));
            console.WriteLine($"{database}, {latency} ms, round {round + 1}: poller {pollers[^1].PerSecond:0}, bare {bares[^1].PerSecond:0} calls/s, ratio {pollers[^1].PerSecond / bares[^1].PerSecond:0.00}");
        }

        var (recorded, transcribed) = options.LiveSeconds > 0 ? await LiveAsync(last!, cancellationToken) : default;
        var large = options.MemoryCalls is { } calls && latency == options.Latencies[0]
            ? await PollerAsync(calls, latency, await NewLedgerAsync(database), cancellationToken)
            : null;
        return new Result(latency, database, pollers, bares, large, recorded, transcribed);
    }

    private async Task<Heat> BareAsync(int calls, int latency, CancellationToken cancellationToken)
    {
        await track.BeginAsync(calls, latency);
        return await RunAsync(calls, () => Contestants.StartBare(options, track), cancellationToken);
    }

    private async Task<Heat> PollerAsync(int calls, int latency, Ledger ledger, CancellationToken cancellationToken)
    {
        ledger.Start = await track.BeginAsync(calls, latency);
        return await RunAsync(calls, () => Contestants.StartPoller(options, track, ledger.Start, ledger.ConnectionString, ledger.Folder), cancellationToken);
    }

    private async Task<Heat> RunAsync(int calls, Func<ChildProcess> start, CancellationToken cancellationToken)
    {
        var heard = track.Subscriber.ExpectAsync(calls * Subscriber.Types.Length, noteArrivals: false);
        var (api, own, all) = (Machine.Processor(track.ApiProcess), Machine.Processor(Environment.ProcessId), Machine.Processor());
        await using var process = start();
        var progress = new Progress(track.Subscriber, process, time);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), time);
        while (!heard.IsCompleted && await timer.WaitForNextTickAsync(cancellationToken))
            progress.Check();

        var memory = Machine.PeakMemory(process.Id);
        var processor = new Spent(
            Machine.Processor(process.Id), Machine.Processor(track.ApiProcess) - api, Machine.Processor(Environment.ProcessId) - own, Machine.Processor() - all);
        var stats = await track.StatsAsync();
        process.Send(Signal.Terminate);
        await process.WaitForExitAsync(TimeSpan.FromSeconds(60));
        return new Heat(calls, time.GetElapsedTime(stats.FirstRequest, await heard).TotalSeconds, stats.Lists + stats.Details, memory, processor);
    }

    /// <summary>The same ledger, polled each second, while calls arrive one by one. What comes while the process warms up does not count.</summary>
    private async Task<(Latency Recorded, Latency Transcribed)> LiveAsync(Ledger ledger, CancellationToken cancellationToken)
    {
        const int settling = ArrivalsPerSecond * SettlingSeconds;
        var arriving = ArrivalsPerSecond * options.LiveSeconds;
        var heard = track.Subscriber.ExpectAsync((settling + arriving) * Subscriber.Types.Length, noteArrivals: true);
        await using var process = Contestants.StartPoller(options, track, ledger.Start, ledger.ConnectionString, ledger.Folder, TimeSpan.FromSeconds(1));
        await track.ArriveAsync(ArrivalsPerSecond, SettlingSeconds + options.LiveSeconds);
        await heard.WaitAsync(TimeSpan.FromSeconds(60), time, cancellationToken);
        var shown = await track.ShownAsync();
        process.Send(Signal.Terminate);
        await process.WaitForExitAsync(TimeSpan.FromSeconds(60));
        return (Of(Subscriber.Types[0]), Of(Subscriber.Types[1]));

        Latency Of(string type)
        {
            var counted = shown.OrderBy(call => StubCalls.Number(call.Key)).Skip(settling)
                .Select(call => time.GetElapsedTime(call.Value, track.Subscriber.Arrivals[(type, call.Key)]).TotalMilliseconds).Order().ToList();
            return new Latency(Result.Median(counted), counted[(int)Math.Ceiling(counted.Count * 0.99) - 1], counted.Count);
        }
    }

    private async Task<Ledger> NewLedgerAsync(string database)
    {
        var name = $"race_{++ledgers}";
        var folder = TestResourceReaper.CreateFolder(name);
        return new Ledger(database == "sqlite" ? $"Data Source={Path.Combine(folder, "callevents.db")}" : await track.CreateDatabaseAsync(name), folder);
    }

    private sealed record Ledger(string ConnectionString, string Folder)
    {
        public HeatStart Start { get; set; } = null!;
    }
}
