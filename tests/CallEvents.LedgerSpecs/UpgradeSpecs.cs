using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Outbox;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.LedgerSpecs;

/// <summary>During an upgrade old and new replicas share a ledger; after a rollback the old version runs on the new tables.</summary>
public abstract class UpgradeSpecs(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    [Fact]
    public async Task A_poller_continues_while_a_newer_one_has_extended_its_tables()
    {
        var database = await CreateDatabaseAsync();
        await using var ledger = await TestLedger.OpenAsync(database);
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync(TestLedger.FromList("call_1"));

        await using (var context = await ledger.Contexts.CreateDbContextAsync())
        {
            // Such as an additive migration; SQLite accepts one column a statement.
            foreach (
                var statement in (string[])
                    [
                        "ALTER TABLE calls ADD COLUMN of_the_future TEXT NULL",
                        "ALTER TABLE outbox ADD COLUMN of_the_future INTEGER NOT NULL DEFAULT 7",
                        "ALTER TABLE workspaces ADD COLUMN of_the_future TEXT NULL",
                        "CREATE TABLE future (id INTEGER PRIMARY KEY)",
                        """INSERT INTO "__EFMigrationsHistory" VALUES ('29991231235959_Future', '99.0.0')""",
                    ]
            )
            {
                await context.Database.ExecuteSqlRawAsync(statement);
            }
        }

        // The running replica, and another one of the same version that starts after the migration.
        await session.CommitAsync(
            TestLedger.FromList("call_1", outcome: "lost"),
            TestLedger.FromDetail("call_1"),
            TestLedger.FromList("call_2")
        );
        await using var later = await TestLedger.OpenAsync(database);

        var outbox = new OutboxReader(later.Contexts, "main", new PublishingOptions());
        var pending = await outbox.NextAsync(new OutboxQuery { Routable = Enum.GetValues<CallEventType>() }, default);
        pending
            .Select(row => $"{row.Type} {row.CallId}")
            .ShouldBe(["CallRecorded call_1", "CallUpdated call_1", "CallTranscribed call_1", "CallRecorded call_2"]);
        await session.CommitAsync(new SettledEvents(pending, []));
        (await later.Reader.PendingByTypeAsync("main", int.MaxValue, default)).Values.Sum().ShouldBe(0);
        (await later.Reader.WorkspaceAsync("main", default)).ShouldNotBeNull();
    }
}
