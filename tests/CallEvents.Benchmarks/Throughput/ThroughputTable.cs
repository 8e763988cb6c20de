using System.Globalization;
using Spectre.Console;

namespace CallEvents.Benchmarks.Throughput;

/// <summary>Writes the results as Markdown tables.</summary>
internal static class ThroughputTable
{
    private const double MiB = 1024 * 1024;

    public static void Write(IAnsiConsole console, ThroughputOptions options, IReadOnlyList<ThroughputResult> results)
    {
        console.WriteLine();
        console.WriteLine(
            $"{options.Calls:N0} calls with transcripts, {options.Concurrency} concurrent requests, a {options.QueueType} queue; "
                + $"median of {options.Rounds} rounds"
        );
        console.WriteLine();
        console.Write(CreateThroughput(options, results));
        console.WriteLine();
        console.WriteLine("Processor time in milliseconds per call");
        console.WriteLine();
        console.Write(CreateProcessorTime(results));
    }

    private static Table CreateThroughput(ThroughputOptions options, IReadOnlyList<ThroughputResult> results)
    {
        List<string> columns =
        [
            "API latency",
            "database",
            "poller, calls/s",
            "baseline, calls/s",
            "ratio",
            "ratio per round",
            "requests ÷ minimum",
            "peak memory",
        ];
        if (options.MemoryCalls is { } memoryCalls)
            columns.AddRange([Invariant($"at {memoryCalls:N0} calls"), "growth"]);
        if (options.LiveSeconds > 0)
            columns.AddRange(["to CallRecorded", "to CallTranscribed"]);
        var table = CreateTable(columns);
        foreach (var result in results)
        {
            var memory = Statistics.Median(result.Poller.Select(trial => (double)trial.PeakMemory));
            List<string> cells =
            [
                Invariant($"{result.LatencyMs} ms"),
                result.Database,
                Invariant($"{Statistics.Median(result.Poller.Select(trial => trial.CallsPerSecond)):0}"),
                Invariant($"{Statistics.Median(result.Baseline.Select(trial => trial.CallsPerSecond)):0}"),
                Invariant($"{result.Ratio:0.00}"),
                string.Join(" ", result.Ratios.Select(ratio => Invariant($"{ratio:0.00}"))),
                Invariant($"{result.Poller.Max(trial => trial.RequestsOverMinimum):0.000}"),
                Invariant($"{memory / MiB:0} MiB"),
            ];
            if (options.MemoryCalls is not null)
                cells.AddRange(FormatGrowth(result.Large, memory));
            if (options.LiveSeconds > 0)
                cells.AddRange([FormatLatency(result.Recorded), FormatLatency(result.Transcribed)]);
            table.AddRow([.. cells]);
        }

        return table;
    }

    private static Table CreateProcessorTime(IReadOnlyList<ThroughputResult> results)
    {
        var table = CreateTable(["API latency", "database", "process", "itself", "API", "subscriber", "broker and other", "total"]);
        Func<ProcessorTime, double>[] columns =
        [
            processor => processor.Process,
            processor => processor.Api,
            processor => processor.Subscriber,
            processor => processor.BrokerAndOther,
            processor => processor.Total,
        ];
        foreach (var result in results)
        {
            Add(result, "poller", result.Poller);
            Add(result, "baseline", result.Baseline);
        }

        return table;

        void Add(ThroughputResult result, string process, IReadOnlyList<Trial> trials)
        {
            var cells = columns.Select(seconds =>
                Invariant($"{Statistics.Median(trials.Select(trial => seconds(trial.Processor) / trial.Calls * 1000)):0.00}")
            );
            table.AddRow([Invariant($"{result.LatencyMs} ms"), result.Database, process, .. cells]);
        }
    }

    private static Table CreateTable(IEnumerable<string> columns) => new Table().MarkdownBorder().AddColumns([.. columns]);

    private static string[] FormatGrowth(Trial? large, double memory) =>
        large is null ? ["–", "–"] : [Invariant($"{large.PeakMemory / MiB:0} MiB"), Invariant($"{large.PeakMemory / memory:0.00}")];

    private static string FormatLatency(DeliveryLatency? latency) =>
        latency is null ? "–" : Invariant($"{latency.Median:0} / {latency.P99:0} ms");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
