using CallEvents.Poller.Ledger;
using CallEvents.TestSupport;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class LeaseTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_workspace_has_one_holder_at_a_time()
    {
        await using var file = await LedgerFile.CreateAsync();
        await file.BeginAsync();
        using var lease = await file.Leases.TryAcquireAsync("main", Minute, default);

        lease.ShouldNotBeNull();
        (await file.Leases.TryAcquireAsync("main", Minute, default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_lease_given_back_is_free_at_once_and_the_fence_grows()
    {
        await using var file = await LedgerFile.CreateAsync();
        await file.BeginAsync();
        using var first = await file.Leases.TryAcquireAsync("main", Minute, default);
        await file.Leases.ReleaseAsync(first!, default);

        using var second = await file.Leases.TryAcquireAsync("main", Minute, default);

        second!.Fence.ShouldBeGreaterThan(first!.Fence);
        (await file.Leases.RenewAsync(first, default)).ShouldBeFalse();
        await file.Leases.ReleaseAsync(first, default);
        (await file.Leases.RenewAsync(second, default)).ShouldBeTrue("the old holder has nothing to give back");
    }

    [Fact]
    public async Task A_lease_that_nobody_renews_is_taken_when_it_is_over_by_the_databases_clock()
    {
        await using var file = await LedgerFile.CreateAsync();
        await file.BeginAsync();
        using var first = await file.Leases.TryAcquireAsync("main", TimeSpan.FromMilliseconds(300), default);

        Lease? second = null;
        await Eventually.Be(() => (second = file.Leases.TryAcquireAsync("main", Minute, default).Result) is not null, TimeSpan.FromSeconds(10));

        second!.Fence.ShouldBeGreaterThan(first!.Fence);
        first.Ended.IsCancellationRequested.ShouldBeTrue("it ended by its own clock before another could take it");
        second.Dispose();
    }

    [Fact]
    public async Task A_commit_under_an_old_fence_is_refused_and_writes_nothing()
    {
        await using var file = await LedgerFile.CreateAsync();
        await using var work = await file.WorkAsync(await file.BeginAsync());
        await work.CommitAsync(LedgerFile.Listed("call_1"));
        await using (var context = await file.Contexts.CreateDbContextAsync())
            await context.Workspaces.ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseUntil, 0));
        using var thief = await file.Leases.TryAcquireAsync("main", Minute, default);

        await Should.ThrowAsync<LeaseLostException>(() => work.CommitAsync(LedgerFile.Listed("call_2")));

        work.Lease.Ended.IsCancellationRequested.ShouldBeTrue();
        await using var after = await file.Contexts.CreateDbContextAsync();
        (await after.Calls.CountAsync()).ShouldBe(1);
    }

    [Fact]
    public void A_holder_that_cannot_renew_stops_before_the_lease_ends()
    {
        var time = new FakeTimeProvider();
        using var lease = new Lease("main", 1, TimeSpan.FromSeconds(15), time);

        time.Advance(TimeSpan.FromSeconds(10));
        lease.Renewed(time.GetTimestamp());
        time.Advance(TimeSpan.FromSeconds(13));
        lease.Ended.IsCancellationRequested.ShouldBeFalse();
        time.Advance(TimeSpan.FromSeconds(1));

        lease.Ended.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task Letter_case_in_a_later_configuration_is_no_new_workspace()
    {
        await using var file = await LedgerFile.CreateAsync();
        await file.BeginAsync("Main");

        (await file.Reader.WorkspaceAsync("MAIN", default))!.Name.ShouldBe("Main");
    }
}
