using CallEvents.Poller.Ledger;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.LedgerSpecs;

public abstract class LedgerRowSpecs(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    [Fact]
    public async Task Rows_are_counted_and_on_a_server_estimated_after_an_analysis()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync(TestLedger.FromList("call_1"), TestLedger.FromList("call_2"), TestLedger.FromList("call_3"));
        var counter = new LedgerRowCounter(ledger.Contexts);

        var counted = await counter.CountAsync(default);
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        await context.Database.ExecuteSqlRawAsync("ANALYZE");
        var analyzed = await counter.CountAsync(default);

        counted.ShouldBe(
            new Dictionary<string, long>
            {
                ["calls"] = 3,
                ["outbox"] = 3,
                ["parked"] = 0,
                ["gaps"] = 0,
            },
            ignoreOrder: true
        );
        analyzed.ShouldBe(counted);
    }
}
