using System.CommandLine;
using System.Globalization;
using CallEvents.EndToEndTests.Infrastructure;
using Spectre.Console;

namespace CallEvents.Benchmarks.Growth;

/// <summary>The command <c>ledger</c>: what a poller asks of a ledger, with few rows in it and with many.</summary>
internal static class LedgerCommand
{
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
            // The first one warms up.
            await MeasureAsync(few);
            var (young, full) = (await MeasureAsync(few), await MeasureAsync(many));
            foreach (var (deed, before) in young)
                table.AddRow(deed, database, Text($"{before:0.0} ms"), Text($"{full[deed]:0.0} ms"), Text($"{full[deed] / before:0.00}"));

            async Task<Dictionary<string, double>> MeasureAsync(long calls) => await new LedgerRun(calls).RunAsync(database == "SQLite"
                ? $"Data Source={Path.Combine(LastWill.CreateFolder("ledger"), "callevents.db")}"
                : await postgreSql.CreateDatabaseAsync(Text($"ledger_{++ledgers}")));
        }

        AnsiConsole.Console.Profile.Width = Math.Max(AnsiConsole.Console.Profile.Width, 160);
        AnsiConsole.Write(table);
        return 0;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
