using CallEvents.Benchmarks.Api;
using CallEvents.EndToEndTests.Infrastructure;
using Spectre.Console;

namespace CallEvents.Benchmarks.Throughput;

/// <summary>Runs the poller and the baseline alternately, for each API latency and database.</summary>
internal sealed class ThroughputRun(ThroughputOptions options, TestBed testBed, IAnsiConsole console)
{
    private const int WarmUpCalls = 2_000;
    private const int ArrivalsPerSecond = 20;
    private const int WarmUpSeconds = 5;

    private static readonly TimeSpan ExitTimeout = TimeSpan.FromSeconds(60);

    private readonly TimeProvider time = TimeProvider.System;
    private int ledgers;

    public async Task<IReadOnlyList<ThroughputResult>> RunAsync(CancellationToken cancellationToken)
    {
        // Warms up the API and the broker for the first trial.
        await RunBaselineAsync(WarmUpCalls, 0, cancellationToken);
        List<ThroughputResult> results = [];
        foreach (var database in options.Databases)
        {
            foreach (var latency in options.Latencies)
            {
                try
                {
                    results.Add(await CompareAsync(latency, database, cancellationToken));
                }
                catch (StartupFailedException exception)
                {
                    console.WriteLine($"{database}: skipped, the poller does not start: {exception.Message}");
                    break;
                }
            }
        }

        return results;
    }

    private async Task<ThroughputResult> CompareAsync(int latency, string database, CancellationToken cancellationToken)
    {
        List<Trial> pollers = [];
        List<Trial> baselines = [];
        ThroughputLedger? ledger = null;
        for (var round = 0; round < options.Rounds; round++)
        {
            ledger = await CreateLedgerAsync(database);
            pollers.Add(await RunPollerAsync(options.Calls, latency, ledger, cancellationToken));
            baselines.Add(await RunBaselineAsync(options.Calls, latency, cancellationToken));
            var (poller, baseline) = (pollers[^1].CallsPerSecond, baselines[^1].CallsPerSecond);
            console.WriteLine(
                $"{database}, {latency} ms, round {round + 1}: "
                    + $"poller {poller:0}, baseline {baseline:0} calls/s, ratio {poller / baseline:0.00}"
            );
        }

        var (recorded, transcribed) = options.LiveSeconds > 0 ? await MeasureDeliveryAsync(ledger!, cancellationToken) : default;
        var large =
            options.MemoryCalls is { } calls && latency == options.Latencies[0]
                ? await RunPollerAsync(calls, latency, await CreateLedgerAsync(database), cancellationToken)
                : null;
        return new ThroughputResult(latency, database, pollers, baselines, large, recorded, transcribed);
    }

    private async Task<Trial> RunBaselineAsync(int calls, int latency, CancellationToken cancellationToken)
    {
        await testBed.BeginTrialAsync(calls, latency);
        return await MeasureAsync(calls, () => MeasuredProcess.StartBaseline(options, testBed), cancellationToken);
    }

    private async Task<Trial> RunPollerAsync(int calls, int latency, ThroughputLedger ledger, CancellationToken cancellationToken)
    {
        ledger.StartFrom = (await testBed.BeginTrialAsync(calls, latency)).StartFrom;
        return await MeasureAsync(calls, () => MeasuredProcess.StartPoller(options, testBed, ledger), cancellationToken);
    }

    private async Task<Trial> MeasureAsync(int calls, Func<ChildProcess> start, CancellationToken cancellationToken)
    {
        var received = testBed.Subscriber.ExpectAsync(calls * CountingSubscriber.Types.Length, recordArrivals: false);
        var apiBefore = ProcessStatistics.ProcessorSeconds(testBed.ApiProcess);
        var subscriberBefore = ProcessStatistics.ProcessorSeconds(Environment.ProcessId);
        var totalBefore = ProcessStatistics.ProcessorSeconds();
        await using var process = start();
        var stallDetector = new StallDetector(testBed.Subscriber, process, time);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), time);
        while (!received.IsCompleted && await timer.WaitForNextTickAsync(cancellationToken))
            stallDetector.Check();

        var memory = ProcessStatistics.PeakMemory(process.Id);
        var processor = new ProcessorTime(
            ProcessStatistics.ProcessorSeconds(process.Id),
            ProcessStatistics.ProcessorSeconds(testBed.ApiProcess) - apiBefore,
            ProcessStatistics.ProcessorSeconds(Environment.ProcessId) - subscriberBefore,
            ProcessStatistics.ProcessorSeconds() - totalBefore
        );
        var stats = await testBed.StatsAsync();
        process.Send(Signal.Terminate);
        await process.WaitForExitAsync(ExitTimeout);
        var seconds = time.GetElapsedTime(stats.FirstRequest, await received).TotalSeconds;
        return new Trial(calls, seconds, stats.Lists + stats.Details, memory, processor);
    }

    /// <summary>
    /// Measures the delivery of calls that arrive one by one, with the ledger of the last trial and a poll every second. Calls that arrive
    /// while the process warms up do not count.
    /// </summary>
    private async Task<(DeliveryLatency Recorded, DeliveryLatency Transcribed)> MeasureDeliveryAsync(
        ThroughputLedger ledger,
        CancellationToken cancellationToken
    )
    {
        const int warmUpCalls = ArrivalsPerSecond * WarmUpSeconds;
        var measuredCalls = ArrivalsPerSecond * options.LiveSeconds;
        var received = testBed.Subscriber.ExpectAsync(
            (warmUpCalls + measuredCalls) * CountingSubscriber.Types.Length,
            recordArrivals: true
        );
        await using var process = MeasuredProcess.StartPoller(options, testBed, ledger, TimeSpan.FromSeconds(1));
        await testBed.ArriveAsync(ArrivalsPerSecond, WarmUpSeconds + options.LiveSeconds);
        await received.WaitAsync(TimeSpan.FromSeconds(60), time, cancellationToken);
        var exposed = await testBed.ExposedAsync();
        process.Send(Signal.Terminate);
        await process.WaitForExitAsync(ExitTimeout);
        return (LatencyOf(CountingSubscriber.Types[0]), LatencyOf(CountingSubscriber.Types[1]));

        DeliveryLatency LatencyOf(string type)
        {
            var milliseconds = exposed
                .OrderBy(call => StubCalls.Number(call.Key))
                .Skip(warmUpCalls)
                .Select(call => time.GetElapsedTime(call.Value, testBed.Subscriber.Arrivals[(type, call.Key)]).TotalMilliseconds)
                .ToList();
            return new DeliveryLatency(Statistics.Median(milliseconds), Statistics.Percentile99(milliseconds));
        }
    }

    private async Task<ThroughputLedger> CreateLedgerAsync(string database)
    {
        var name = $"ledger_{++ledgers}";
        var folder = TestResourceReaper.CreateFolder(name);
        var connectionString =
            database == "sqlite" ? $"Data Source={Path.Combine(folder, "callevents.db")}" : await testBed.CreateDatabaseAsync(name);
        return new ThroughputLedger(connectionString, folder);
    }
}
