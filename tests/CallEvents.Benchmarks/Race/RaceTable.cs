using System.Globalization;
using Spectre.Console;

namespace CallEvents.Benchmarks.Race;

/// <summary>The results, as tables that can be pasted into a README.</summary>
internal static class RaceTable
{
    private const double MiB = 1024 * 1024;

    public static void Write(IAnsiConsole console, RaceOptions options, IReadOnlyList<Result> results)
    {
        console.WriteLine();
        console.WriteLine($"{options.Calls:N0} calls with transcripts, {options.Concurrency} requests at once, a {options.QueueType} queue; median of {options.Rounds} rounds");
        console.WriteLine();

        List<string> columns = ["API latency", "database", "poller, calls/s", "bare loop, calls/s", "ratio", "of each round", "requests ÷ least", "peak memory"];
        if (options.MemoryCalls is { } many)
            columns.AddRange([Text($"at {many:N0} calls"), "growth"]);
        if (options.LiveSeconds > 0)
            columns.AddRange(["to CallRecorded", "to CallTranscribed"]);
        var race = Table(columns);
        foreach (var result in results)
        {
            var memory = Result.Median(result.Poller.Select(heat => (double)heat.PeakMemory));
            List<string> cells =
            [
                Text($"{result.LatencyMs} ms"),
                result.Database,
                Text($"{Result.Median(result.Poller.Select(heat => heat.PerSecond)):0}"),
                Text($"{Result.Median(result.Bare.Select(heat => heat.PerSecond)):0}"),
                Text($"{result.Ratio:0.00}"),
                string.Join(" ", result.Poller.Zip(result.Bare, (poller, bare) => Text($"{poller.PerSecond / bare.PerSecond:0.00}"))),
                Text($"{result.Poller.Max(heat => heat.RequestsOverLeast):0.000}"),
                Text($"{memory / MiB:0} MiB"),
            ];
            if (options.MemoryCalls is not null)
                cells.AddRange(result.Large is { } large ? [Text($"{large.PeakMemory / MiB:0} MiB"), Text($"{large.PeakMemory / memory:0.00}")] : ["–", "–"]);
            if (options.LiveSeconds > 0)
                cells.AddRange([Live(result.Recorded), Live(result.Transcribed)]);
            race.AddRow([.. cells]);
        }

        console.Write(race);
        console.WriteLine();
        console.WriteLine("Where the processor time went, in milliseconds per call");
        console.WriteLine();
        var spent = Table(["API latency", "database", "contestant", "itself", "API", "subscriber", "broker and the rest", "all"]);
        foreach (var result in results)
        {
            Add("poller", result.Poller);
            Add("bare loop", result.Bare);

            void Add(string who, IReadOnlyList<Heat> heats) => spent.AddRow(
                [$"{result.LatencyMs} ms", result.Database, who, .. new Func<Spent, double>[] { of => of.Contestant, of => of.Api, of => of.Subscriber, of => of.BrokerAndRest, of => of.All }
                    .Select(of => Text($"{Result.Median(heats.Select(heat => of(heat.Processor) / heat.Calls * 1000)):0.00}"))]);
        }

        console.Write(spent);
    }

    private static Table Table(IEnumerable<string> columns) => new Table().MarkdownBorder().AddColumns([.. columns]);

    private static string Live(Latency? latency) => latency is null ? "–" : Text($"{latency.Median:0} / {latency.P99:0} ms");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
