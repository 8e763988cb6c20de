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
    public async Task Published_events_match_what_the_API_exposed_despite_faults(string database)
    {
        var scale = ChaosScale.FromEnvironment();
        await using var stack = await TestStack.StartAsync(
            rabbit,
            "--calls",
            $"{scale.History}",
            "--days",
            "1",
            "--arrivals-per-minute",
            $"{ChaosScale.ArrivalsPerMinute}",
            "--stop-arrivals-after",
            $"{scale.Arrivals}",
            "--transcript-delay",
            "00:00:01",
            "--seed",
            $"{scale.Seed}"
        );
        var ledger = await CreateLedgerAsync(stack.Poller, database);
        foreach (var (key, value) in Settings)
            stack.Poller.Settings[key] = value;
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        var run = new ChaosRun(stack, subscriber, ledger, scale, rabbit, database == "SQLite" ? null : postgres);

        await run.RunChaosAsync();
        await run.SettleAsync();

        var report = await Eventually.Be(run.ReportAsync, report => report.IsClean, TimeSpan.FromSeconds(30), report => report.ToString());
        var early = await run.EarlyRequestsAsync();
        TestReport.Write($"chaos on {database}", await run.SummaryAsync(report, early.Count));
        early.ShouldBeEmpty();
        SensitiveLines(stack.Poller.Output).ShouldBeEmpty();
    }

    /// <summary>Small values, so that every rule of the poller applies within two minutes.</summary>
    private static readonly (string Key, string Value)[] Settings =
    [
        ("Revont:RequestsPerSecond", "300"),
        ("Polling:Interval", "00:00:00.5"),
        ("Polling:LeaseDuration", "00:00:02"),
        ("Polling:SliceLength", "02:00:00"),
        ("Polling:Rereads:0:Depth", "00:00:20"),
        ("Polling:Rereads:1:Depth", "00:05:00"),
        ("Polling:Rereads:1:Every", "00:00:05"),
        ("Polling:Rereads:2:Depth", "2.00:00:00"),
        ("Polling:Rereads:2:Every", "00:00:20"),
        ("Transcripts:FirstRetry", "00:00:00.5"),
        ("Transcripts:MaxRetry", "00:00:03"),
        // Longer than the injected clock errors. SettleAsync makes these checks due at the end.
        ("Transcripts:SettleAfter", "00:01:40"),
        ("Publishing:Timeout", "00:00:02"),
    ];

    private async Task<ChaosLedger> CreateLedgerAsync(ServiceProcess poller, string database)
    {
        if (database == "SQLite")
        {
            var file = Path.Combine(poller.Folder, "callevents.db");
            return new ChaosLedger(() => new SqliteConnection($"Data Source={file};Mode=ReadWrite;Pooling=False"));
        }

        var connectionString = await postgres.CreateDatabaseAsync();
        poller.Settings["ConnectionStrings:Ledger"] = connectionString;
        return new ChaosLedger(() => new NpgsqlConnection($"{connectionString};Pooling=False"));
    }

    /// <summary>Log lines with an API key or an e-mail address.</summary>
    private static List<string> SensitiveLines(string output) =>
        [
            .. output
                .Split('\n')
                .Where(line => line.Contains("Bearer", StringComparison.Ordinal) || line.Contains(".example", StringComparison.Ordinal)),
        ];
}
