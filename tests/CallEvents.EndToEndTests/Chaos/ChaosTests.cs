using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.TestSupport;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CallEvents.EndToEndTests.Chaos;

public sealed class ChaosTests(RabbitMqServer rabbit, PostgreSqlServer postgres)
{
    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Whatever_happens_what_was_told_is_what_the_API_has_shown(string database)
    {
        var scale = ChaosScale.OfEnvironment();
        await using var company = await Company.FoundAsync(
            rabbit, "--calls", $"{scale.History}", "--days", "1", "--arrivals-per-minute", $"{ChaosScale.ArrivalsPerMinute}", "--stop-arrivals-after", $"{scale.Arrivals}",
            "--transcript-delay", "00:00:01", "--seed", $"{scale.Seed}");
        var ledger = await LedgerAsync(company.Poller, database);
        foreach (var (key, value) in Settings)
            company.Poller.Settings[key] = value;
        await using var listener = await Listener.SubscribeAsync(company.Broker.Uri);
        var run = new ChaosRun(company, listener, ledger, scale, rabbit, database == "SQLite" ? null : postgres);

        await run.RageAsync();
        await run.SettleAsync();

        var verdict = await Eventually.Be(run.JudgeAsync, verdict => verdict.IsGood, TimeSpan.FromSeconds(30), verdict => verdict.ToString());
        var early = await run.EarlyRequestsAsync();
        TestReport.Write($"chaos on {database}", await run.SummaryAsync(verdict, early.Count));
        early.ShouldBeEmpty();
        Wrong(company.Poller.Output).ShouldBeEmpty();
    }

    /// <summary>Small values, so that within two minutes every rule has its turn.</summary>
    private static readonly (string Key, string Value)[] Settings =
    [
        ("Revont:RequestsPerSecond", "300"), ("Polling:Interval", "00:00:00.5"), ("Polling:LeaseDuration", "00:00:02"), ("Polling:SliceLength", "02:00:00"),
        ("Polling:Rereads:0:Depth", "00:00:20"), ("Polling:Rereads:1:Depth", "00:05:00"), ("Polling:Rereads:1:Every", "00:00:05"),
        ("Polling:Rereads:2:Depth", "2.00:00:00"), ("Polling:Rereads:2:Every", "00:00:20"),
        ("Transcripts:FirstRetry", "00:00:00.5"), ("Transcripts:MaxRetry", "00:00:03"),

        // Longer than the clock is ever wrong by: the hour that is let pass in the end brings it about.
        ("Transcripts:SettleAfter", "00:01:40"),
        ("Publishing:Timeout", "00:00:02"),
    ];

    private async Task<ChaosLedger> LedgerAsync(ServiceProcess poller, string database)
    {
        if (database == "SQLite")
            return new ChaosLedger(() => new SqliteConnection($"Data Source={Path.Combine(poller.Folder, "callevents.db")};Mode=ReadWrite;Pooling=False"));

        var connectionString = await postgres.CreateDatabaseAsync();
        poller.Settings["ConnectionStrings:Ledger"] = connectionString;
        return new ChaosLedger(() => new NpgsqlConnection($"{connectionString};Pooling=False"));
    }

    /// <summary>What must never be in the log: a key, an address, a word that was spoken.</summary>
    private static List<string> Wrong(string output) => [.. output.Split('\n').Where(line => line.Contains("Bearer", StringComparison.Ordinal) || line.Contains(".example", StringComparison.Ordinal))];
}
