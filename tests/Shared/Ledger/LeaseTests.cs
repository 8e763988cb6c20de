using CallEvents.Poller.Ledger;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.TestSupport.Ledger;

public abstract class LeaseTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_workspace_has_one_holder_at_a_time()
    {
        await using var ledger = await OpenAsync();
        await ledger.BeginAsync();
        using var lease = await ledger.Leases.TryAcquireAsync("main", Minute, default);

        lease.ShouldNotBeNull();
        (await ledger.Leases.TryAcquireAsync("main", Minute, default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_lease_given_back_is_free_at_once_and_the_fence_grows()
    {
        await using var ledger = await OpenAsync();
        await ledger.BeginAsync();
        using var first = await ledger.Leases.TryAcquireAsync("main", Minute, default);
        await ledger.Leases.ReleaseAsync(first!, default);

        using var second = await ledger.Leases.TryAcquireAsync("main", Minute, default);

        second!.Fence.ShouldBeGreaterThan(first!.Fence);
        (await ledger.Leases.RenewAsync(first, default)).ShouldBeFalse();
        await ledger.Leases.ReleaseAsync(first, default);
        (await ledger.Leases.RenewAsync(second, default)).ShouldBeTrue("the old holder has nothing to give back");
    }

    [Fact]
    public async Task A_lease_that_nobody_renews_is_taken_when_it_is_over_by_the_databases_clock()
    {
        await using var ledger = await OpenAsync();
        await ledger.BeginAsync();
        using var first = await ledger.Leases.TryAcquireAsync("main", TimeSpan.FromMilliseconds(300), default);

        Lease? second = null;
        await Eventually.Be(() => (second = ledger.Leases.TryAcquireAsync("main", Minute, default).Result) is not null, TimeSpan.FromSeconds(10));

        second!.Fence.ShouldBeGreaterThan(first!.Fence);
        first.Ended.IsCancellationRequested.ShouldBeTrue("it ended by its own clock before another could take it");
        second.Dispose();
    }

    [Fact]
    public async Task A_commit_under_an_old_fence_is_refused_and_writes_nothing()
    {
        await using var ledger = await OpenAsync();
        await using var work = await ledger.WorkAsync(await ledger.BeginAsync());
        await work.CommitAsync(TestLedger.Listed("call_1"));
        await using (var context = await ledger.Contexts.CreateDbContextAsync())
            await context.Workspaces.ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseUntil, 0));
        using var thief = await ledger.Leases.TryAcquireAsync("main", Minute, default);

        await Should.ThrowAsync<LeaseLostException>(() => work.CommitAsync(TestLedger.Listed("call_2")));

        work.Lease.Ended.IsCancellationRequested.ShouldBeTrue();
        await using var after = await ledger.Contexts.CreateDbContextAsync();
        (await after.Calls.CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Letter_case_in_a_later_configuration_is_no_new_workspace()
    {
        await using var ledger = await OpenAsync();
        await ledger.BeginAsync("Main");

        (await ledger.Reader.WorkspaceAsync("MAIN", default))!.Name.ShouldBe("Main");
    }

    /// <returns>The connection string of an empty database.</returns>
    protected abstract Task<string> NewDatabaseAsync();

    private async Task<TestLedger> OpenAsync() => await TestLedger.OpenAsync(await NewDatabaseAsync());
}
