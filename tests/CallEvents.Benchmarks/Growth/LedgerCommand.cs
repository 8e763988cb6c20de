using System.CommandLine;
using System.Globalization;
using CallEvents.Benchmarks.Race;
using CallEvents.EndToEndTests.Infrastructure;
using Spectre.Console;

namespace CallEvents.Benchmarks.Growth;

/// <summary>The command <c>ledger</c>: what a poller asks of a ledger, with few rows in it and with many.</summary>
internal static class LedgerCommand
{
    private const int Times = 40;
    private const int WarmUp = 10;

    public static Command Create()
    {
        var few = new Option<long>("--few") { Description = "Calls in the young ledger.", DefaultValueFactory = _ => 3_000 };
        var many = new Option<long>("--many") { Description = "Calls in the full one.", DefaultValueFactory = _ => 1_000_000 };
        var command = new Command("ledger", "Measures what a poll costs in a young ledger and in a full one, on both databases.") { few, many };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(few), parsed.GetValue(many)));
        return command;
    }

    private static async Task<int> RunAsync(long few, long many)
    {
        var ledgers = 0;
        await using var postgreSql = new PostgreSqlServer(durable: true);
        var table = new Table().MarkdownBorder().AddColumns("", "database", Text($"at {few:N0} calls"), Text($"at {many:N0} calls"), "ratio");
        foreach (var database in (string[])["SQLite", "PostgreSQL"])
        {
            await using var young = await LedgerRun.OpenAsync(await NewDatabaseAsync(), few);
            await using var full = await LedgerRun.OpenAsync(await NewDatabaseAsync(), many);
            for (var deed = 0; deed < young.Deeds.Count; deed++)
            {
                var (before, after) = await MedianAsync(young.Deeds[deed].DoAsync, full.Deeds[deed].DoAsync);
                table.AddRow(young.Deeds[deed].Name, database, Text($"{before:0.0} ms"), Text($"{after:0.0} ms"), Text($"{after / before:0.00}"));
            }

            async Task<string> NewDatabaseAsync() => database == "SQLite"
                ? $"Data Source={Path.Combine(TestResourceReaper.CreateFolder("ledger"), "callevents.db")}"
                : await postgreSql.CreateDatabaseAsync(Text($"ledger_{++ledgers}"));
        }

        AnsiConsole.Console.Profile.Width = Math.Max(AnsiConsole.Console.Profile.Width, 160);
        AnsiConsole.Write(table);
        return 0;
    }

    /// <summary>The medians in milliseconds. In turns, so that neither has the warmer process or the quieter machine.</summary>
    private static async Task<(double Young, double Full)> MedianAsync(Func<int, Task> young, Func<int, Task> full)
    {
        List<double> one = [];
        List<double> other = [];
        for (var time = 0; time < WarmUp + Times; time++)
        {
            one.Add(await MeasureAsync(young, time));
            other.Add(await MeasureAsync(full, time));
        }

        return (Result.Median(one.Skip(WarmUp)), Result.Median(other.Skip(WarmUp)));
    }

    private static async Task<double> MeasureAsync(Func<int, Task> doAsync, int time)
    {
        var started = TimeProvider.System.GetTimestamp();
        await doAsync(time);
        return TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
