using System.CommandLine;
using System.Globalization;
using CallEvents.EndToEndTests.Infrastructure;
using Spectre.Console;

namespace CallEvents.Benchmarks.LedgerSize;

/// <summary>The command <c>ledger</c>, which measures the poller's ledger operations in a small and in a large ledger.</summary>
internal static class LedgerSizeCommand
{
    private const int MeasuredRuns = 40;
    private const int WarmUpRuns = 10;

    public static Command Create()
    {
        var small = new Option<long>("--small") { Description = "Calls in the small ledger.", DefaultValueFactory = _ => 3_000 };
        var large = new Option<long>("--large") { Description = "Calls in the large ledger.", DefaultValueFactory = _ => 1_000_000 };
        const string description = "Measures the poller's ledger operations in a small and in a large ledger, on both databases.";
        var command = new Command("ledger", description) { small, large };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(small), parsed.GetValue(large)));
        return command;
    }

    private static async Task<int> RunAsync(long small, long large)
    {
        await using var postgreSql = new PostgreSqlServer(durable: true);
        var table = new Table()
            .MarkdownBorder()
            .AddColumns("", "database", Invariant($"at {small:N0} calls"), Invariant($"at {large:N0} calls"), "ratio");
        foreach (var database in (string[])["SQLite", "PostgreSQL"])
        {
            await using var smallLedger = await LedgerWorkload.OpenAsync(await CreateDatabaseAsync("small"), small);
            await using var largeLedger = await LedgerWorkload.OpenAsync(await CreateDatabaseAsync("large"), large);
            foreach (var (inSmall, inLarge) in smallLedger.Operations.Zip(largeLedger.Operations))
            {
                var (smallMedian, largeMedian) = await MeasureMediansAsync(inSmall.RunAsync, inLarge.RunAsync);
                table.AddRow(
                    inSmall.Name,
                    database,
                    Invariant($"{smallMedian:0.0} ms"),
                    Invariant($"{largeMedian:0.0} ms"),
                    Invariant($"{largeMedian / smallMedian:0.00}")
                );
            }

            async Task<string> CreateDatabaseAsync(string size) =>
                database == "SQLite"
                    ? $"Data Source={Path.Combine(TestResourceReaper.CreateFolder("ledger"), "callevents.db")}"
                    : await postgreSql.CreateDatabaseAsync($"ledger_{size}");
        }

        AnsiConsole.Console.Profile.Width = Math.Max(AnsiConsole.Console.Profile.Width, 160);
        AnsiConsole.Write(table);
        return 0;
    }

    /// <summary>
    /// Returns the medians in milliseconds. The runs alternate, so that a warmer process or a busier machine affects both ledgers.
    /// </summary>
    private static async Task<(double Small, double Large)> MeasureMediansAsync(Func<int, Task> small, Func<int, Task> large)
    {
        List<double> smallTimes = [];
        List<double> largeTimes = [];
        for (var run = 0; run < WarmUpRuns + MeasuredRuns; run++)
        {
            smallTimes.Add(await MeasureAsync(small, run));
            largeTimes.Add(await MeasureAsync(large, run));
        }

        return (Statistics.Median(smallTimes.Skip(WarmUpRuns)), Statistics.Median(largeTimes.Skip(WarmUpRuns)));
    }

    private static async Task<double> MeasureAsync(Func<int, Task> operation, int run)
    {
        var started = TimeProvider.System.GetTimestamp();
        await operation(run);
        return TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
