using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.LedgerSpecs;
using CallEvents.Poller.Ledger;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Ledger;

public sealed class StaleHolderTests(PostgreSqlServer postgres)
{
    [Fact]
    public async Task A_holder_that_hangs_in_a_commit_does_not_block_its_workspace()
    {
        await using var ledger = await TestLedger.OpenAsync(await postgres.CreateDatabaseAsync());
        await ledger.AddWorkspaceAsync();
        using var first = await ledger.Leases.TryAcquireAsync("main", TimeSpan.FromSeconds(1), default);
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        await using var transaction = await context.Database.BeginTransactionAsync();
        (await context.LockWorkspaceAsync(first!)).ShouldBeTrue();

        Lease? second = null;
        await Eventually.Be(async () =>
            (second = await ledger.Leases.TryAcquireAsync("main", TimeSpan.FromMinutes(1), default)) is not null
        );

        second!.Fence.ShouldBeGreaterThan(first!.Fence);
        second.Dispose();
        await Should.ThrowAsync<Exception>(() => transaction.CommitAsync());
    }

    [Fact]
    public async Task Two_workspaces_commit_concurrently()
    {
        await using var ledger = await TestLedger.OpenAsync(await postgres.CreateDatabaseAsync());
        await using var slow = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync("slow"));
        await using var quick = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync("quick"));
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        await using var transaction = await context.Database.BeginTransactionAsync();
        (await context.LockWorkspaceAsync(slow.Lease)).ShouldBeTrue();
        var blocked = slow.CommitAsync(TestLedger.FromList("call_1"));

        await quick.CommitAsync(TestLedger.FromList("call_1"));

        blocked.IsCompleted.ShouldBeFalse("each workspace has one commit at a time");
        await transaction.RollbackAsync();
        await blocked;
    }
}
