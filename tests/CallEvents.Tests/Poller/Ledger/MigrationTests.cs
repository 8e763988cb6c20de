using CallEvents.Alerting.State;
using CallEvents.CrmUpdater.State;
using CallEvents.LedgerSpecs;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.ServiceDefaults.Database;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class MigrationTests
{
    private const string Sqlite = "Data Source=unused.db";
    private const string PostgreSql = "Host=unused";

    public static TheoryData<DbContext> Contexts =>
        [
            new SqliteLedgerDbContext(Options<LedgerDbContext>(Sqlite)),
            new PostgreSqlLedgerDbContext(Options<LedgerDbContext>(PostgreSql)),
            new SqliteCrmDbContext(Options<CrmDbContext>(Sqlite)),
            new PostgreSqlCrmDbContext(Options<CrmDbContext>(PostgreSql)),
            new SqliteAlertingDbContext(Options<AlertingDbContext>(Sqlite)),
            new PostgreSqlAlertingDbContext(Options<AlertingDbContext>(PostgreSql)),
        ];

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Contexts))]
    public void Migrations_cover_the_whole_model_on_every_database(DbContext context)
    {
        context.Database.GetMigrations().ShouldNotBeEmpty();
        context.Database.HasPendingModelChanges().ShouldBeFalse();
    }

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Contexts))]
    public void Migrations_after_the_initial_one_are_additive(DbContext context)
    {
        var migrations = context.GetService<IMigrationsAssembly>();
        migrations.Migrations.First().Key.ShouldEndWith("_Initial");
        foreach (var (id, type) in migrations.Migrations.Skip(1))
        {
            var migration = migrations.CreateMigration(type, context.Database.ProviderName!);
            MigrationCompatibility.FindBreaking(migration.UpOperations).ShouldBeEmpty(id);
        }
    }

    [Fact]
    public async Task A_ledger_of_the_first_version_is_migrated_with_its_rows()
    {
        var database = LedgerFile.NewConnectionString();
        await using (var old = new SqliteLedgerDbContext(Options<LedgerDbContext>(database)))
        {
            await old.GetService<IMigrator>().MigrateAsync("Initial");
            await old.Database.ExecuteSqlRawAsync(
                """
                INSERT INTO workspaces (name, start_from, started_at, watermark, backfilled_to, fence, lease_until)
                VALUES ('main', 1, 2, 3000000, 4, 7, 0);
                INSERT INTO calls (
                    workspace, call_id, created_at, outcome, revision, discovered_at, answered_at, lane, transcript, checks, waited,
                    transcript_segments, transcript_length)
                VALUES ('main', 'call_1', 1000000, 'won', 42, 1, 1, 0, 0, 0, 0, 0, 0);
                INSERT INTO outbox (workspace, call_id, revision, type, message_id, lane, origin, observed_at, body, size)
                VALUES ('main', 'call_1', 42, 'CallRecorded', '00000000-0000-0000-0000-000000000001', 0, 'live', 5, x'01', 1);
                """
            );
        }

        await using var ledger = await TestLedger.OpenAsync(database);
        await using var context = await ledger.Contexts.CreateDbContextAsync();

        (await context.Database.GetAppliedMigrationsAsync()).ShouldBe(
            new SqliteLedgerDbContext(Options<LedgerDbContext>(database)).Database.GetMigrations()
        );
        (await ledger.Reader.WorkspaceAsync("main", default))!.Watermark.ShouldBe(DateTimeOffset.UnixEpoch.AddSeconds(3));
        var call = await context.Calls.SingleAsync();
        (call.CallId, call.Outcome, call.Revision, call.Fingerprint).ShouldBe(("call_1", "won", 42, null));
        (await context.Outbox.SingleAsync()).Body.ShouldBe([1]);
    }

    [Fact]
    public async Task A_ledger_of_the_first_version_continues_from_its_watermark()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = Slice.Floor(revont.Now.AddMinutes(-5));
        revont.Add("before", start.AddMinutes(1));
        var (ledger, settings) = (PollerHost.NewLedgerPath(), FastSettings.From(start));
        DateTimeOffset watermark;
        await using (var poller = await revont.StartPollerAsync(ledger, settings))
        {
            await poller.WaitUntilTranscribedAsync("before");
            await poller.WaitUntilBackfilledAsync();
            await poller.DisposeAsync();
            await using var context = new SqliteLedgerDbContext(Options<LedgerDbContext>($"Data Source={ledger}"));
            await context.GetService<IMigrator>().MigrateAsync(context.Database.GetMigrations().First());
            watermark = await context.Workspaces.Select(row => row.Watermark).SingleAsync();
        }

        revont.Add("meanwhile", revont.Now);
        time.Advance(TimeSpan.FromMinutes(10));
        await using var upgraded = await revont.StartPollerAsync(ledger, FastSettings.From(revont.Now));
        await upgraded.WaitUntilRecordedOnceAsync("meanwhile");
        upgraded.Workspace().StartFrom.ShouldBe(start);
        upgraded.Workspace().Watermark.ShouldBeGreaterThanOrEqualTo(watermark);
    }

    private static DbContextOptions<TContext> Options<TContext>(string connectionString)
        where TContext : DbContext
    {
        var options = new DbContextOptionsBuilder<TContext>();
        DatabaseProvider.Use(
            options,
            connectionString,
            () => DatabaseProvider.Source(new DatabaseOptions { ConnectionString = connectionString })
        );
        return options.Options;
    }
}
