using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Outbox;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.LedgerSpecs;

/// <summary>Old and new replicas work on one ledger during an upgrade, and after a rollback the old ones go on with the new tables.</summary>
public abstract class UpgradeTests(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    [Fact]
    public async Task A_poller_goes_on_while_a_newer_one_has_added_to_its_tables()
    {
        var database = await CreateDatabaseAsync();
        await using var ledger = await TestLedger.OpenAsync(database);
        await using var work = await ledger.WorkAsync(await ledger.BeginAsync());
        await work.CommitAsync(TestLedger.Listed("call_1"));

        await using (var context = await ledger.Contexts.CreateDbContextAsync())
        {
            // As a migration of ours may look; SQLite takes one column a statement.
            foreach (var statement in (string[])
            [
                "ALTER TABLE calls ADD COLUMN of_the_future TEXT NULL",
                "ALTER TABLE outbox ADD COLUMN of_the_future INTEGER NOT NULL DEFAULT 7",
                "ALTER TABLE workspaces ADD COLUMN of_the_future TEXT NULL",
                "CREATE TABLE future (id INTEGER PRIMARY KEY)",
                """INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('29991231235959_Future', '99.0.0')""",
            ])
            {
                await context.Database.ExecuteSqlRawAsync(statement);
            }
        }

        // The one that runs, and one of the same version that starts only now.
        await work.CommitAsync(TestLedger.Listed("call_1", outcome: "lost"), TestLedger.Transcribed("call_1"), TestLedger.Listed("call_2"));
        await using var later = await TestLedger.OpenAsync(database);

        var due = await new OutboxReader(later.Contexts, "main", new PublishingOptions()).NextAsync(Enum.GetValues<CallEventType>(), [], [], new HashSet<long>(), default);
        due.Select(fact => $"{fact.Type} {fact.CallId}").ShouldBe(["CallRecorded call_1", "CallUpdated call_1", "CallTranscribed call_1", "CallRecorded call_2"]);
        await work.Writer.CommitAsync(new ChangeSet { Published = due }, default);
        (await later.Reader.PendingByTypeAsync("main", default)).Values.Sum().ShouldBe(0);
        (await later.Reader.WorkspaceAsync("main", default)).ShouldNotBeNull();
    }
}
