using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.Simulator;
using CallEvents.TestSupport;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CallEvents.EndToEndTests.Chaos;

public sealed class SqliteChaosTests(RabbitMqServer rabbit) : ChaosTests(rabbit, postgres: null), IClassFixture<RabbitMqServer>;

public sealed class PostgreSqlChaosTests(RabbitMqServer rabbit, PostgreSqlServer postgres)
    : ChaosTests(rabbit, postgres),
        IClassFixture<RabbitMqServer>,
        IClassFixture<PostgreSqlServer>;

/// <param name="rabbit">A broker of its own, which the run restarts.</param>
/// <param name="postgres">A database server of its own, which the run kills; null for SQLite.</param>
public abstract class ChaosTests(RabbitMqServer rabbit, PostgreSqlServer? postgres)
{
    [Fact]
    public async Task Published_events_match_what_the_API_exposed_despite_faults()
    {
        var scale = ChaosScale.FromEnvironment();
        await using var stack = await TestStack.StartAsync(
            rabbit,
            new SimulatorOptions
            {
                Calls = scale.History,
                Days = 1,
                ArrivalsPerMinute = ChaosScale.ArrivalsPerMinute,
                StopArrivalsAfter = scale.Arrivals,
                TranscriptDelay = TimeSpan.FromSeconds(1),
                Seed = scale.Seed,
            }
        );
        var ledger = await CreateLedgerAsync(stack.Poller);
        foreach (var (key, value) in Settings)
            stack.Poller.Settings[key] = value;
        await using var subscriber = await TestSubscriber.SubscribeAsync(stack.Broker.Uri);
        var run = new ChaosRun(stack, subscriber, ledger, scale, rabbit, postgres);

        await run.RunChaosAsync();
        await run.SettleAsync();

        var report = await Eventually.Be(run.ReportAsync, report => report.IsClean, describe: report => report.ToString());
        var early = await run.EarlyRequestsAsync();
        TestReport.Write($"chaos on {(postgres is null ? "SQLite" : "PostgreSQL")}", await run.SummaryAsync(report, early.Count));
        early.ShouldBeEmpty();
        await AssertAuditFindsEveryCallAsync(stack, subscriber.Distinct("CallRecorded").Count);
        SensitiveLines(stack.Poller.Output).ShouldBeEmpty();
    }

    /// <summary>Over the whole window: by default an audit leaves out the last hour, in which this run took place.</summary>
    /// <param name="stack">The pollers.</param>
    /// <param name="recorded">
    /// The published calls. One that is deleted before a killed poller could commit it is none; one that is deleted later, the API does not
    /// show any more.
    /// </param>
    private static async Task AssertAuditFindsEveryCallAsync(TestStack stack, int recorded)
    {
        var audit = await stack.RunCommandAsync(
            exitCode: 0,
            "audit",
            $"--from={stack.Poller.Settings["Polling:StartFrom"]}",
            $"--to={TimeProvider.System.GetUtcNow():O}"
        );

        audit.GetProperty("missing").GetInt32().ShouldBe(0);
        audit.GetProperty("published").GetInt32().ShouldBe(audit.GetProperty("calls").GetInt32());
        (audit.GetProperty("calls").GetInt32() + audit.GetProperty("notShown").GetInt32()).ShouldBe(recorded);
    }

    /// <summary>Small values, so that every rule of the poller applies within two minutes.</summary>
    private static readonly (string Key, string Value)[] Settings =
    [
        ("Revont:RequestsPerSecond", "300"),
        ("Polling:Interval", "00:00:00.5"),
        ("Polling:LeaseDuration", "00:00:02"),
        ("Polling:SliceLength", "02:00:00"),
        ("Polling:Rereads:0:Depth", "00:00:08"),
        ("Polling:Rereads:1:Depth", "00:05:00"),
        ("Polling:Rereads:1:Every", "00:00:05"),
        ("Polling:Rereads:2:Depth", "2.00:00:00"),
        ("Polling:Rereads:2:Every", "00:00:10"),
        ("Transcripts:FirstRetry", "00:00:00.5"),
        ("Transcripts:MaxRetry", "00:00:03"),
        // Longer than the injected clock errors. SettleAsync makes these checks due at the end.
        ("Transcripts:SettleAfter", "00:01:40"),
        ("Publishing:Timeout", "00:00:02"),
    ];

    private async Task<ChaosLedger> CreateLedgerAsync(ServiceProcess poller)
    {
        if (postgres is null)
        {
            // Absolute, because the audit has another working folder.
            var file = Path.Combine(poller.Folder, "callevents.db");
            poller.Settings["ConnectionStrings:Ledger"] = $"Data Source={file}";
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
