using CallEvents.Poller.Leasing;
using CallEvents.Poller.Ledger;
using CallEvents.TestSupport;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.LedgerSpecs;

public abstract class LeaseTests(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
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
    public async Task A_lease_is_written_to_end_before_the_time_within_which_a_killed_holder_is_to_be_replaced()
    {
        await using var ledger = await OpenAsync();
        await ledger.BeginAsync();
        using var lease = await ledger.Leases.TryAcquireAsync("main", Minute, default);

        lease!.Duration.ShouldBeLessThan(Minute * 0.9, "whoever takes over has to notice, and to ask");
        (await LeftAsync(ledger)).ShouldBeInRange(lease.Duration - TimeSpan.FromSeconds(10), lease.Duration);
        (await ledger.Leases.RenewAsync(lease, default)).ShouldBeTrue();
        (await LeftAsync(ledger)).ShouldBeLessThanOrEqualTo(lease.Duration);
    }

    [Fact]
    public async Task Since_when_a_workspace_is_free_can_be_seen_and_who_holds_it()
    {
        await using var ledger = await OpenAsync();
        await ledger.BeginAsync();
        var leases = ledger.Leases;
        using var lease = await leases.TryAcquireAsync("main", Minute, default);
        (await ledger.Replicas.ReadAsync(default)).Workspaces.ShouldHaveSingleItem().IsHeldBy(leases.Holder).ShouldBeTrue();

        await leases.ReleaseAsync(lease!, default);

        var free = (await ledger.Replicas.ReadAsync(default)).Workspaces.ShouldHaveSingleItem();
        free.IsFree.ShouldBeTrue();
        free.FreeFor.ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_replica_is_seen_while_it_beats_and_no_longer()
    {
        await using var ledger = await OpenAsync();
        var one = new Replica("one", ReplicaStore.Names(["Main", "other"]));
        await ledger.Replicas.HeartbeatAsync(one, Minute, default);
        await ledger.Replicas.HeartbeatAsync(one, Minute, default);
        await ledger.Replicas.HeartbeatAsync(new Replica("two", ReplicaStore.Names(["main"])), TimeSpan.FromSeconds(3), default);
        var live = (await ledger.Replicas.ReadAsync(default)).Live;
        live.Select(replica => replica.Name).ShouldBe(["one", "two"], ignoreOrder: true);
        live.ShouldAllBe(replica => replica.Knows("MAIN"));

        await Eventually.Be(async () => (await ledger.Replicas.ReadAsync(default)).Live, live => live.Select(replica => replica.Name).SequenceEqual(["one"]));

        await ledger.Replicas.RemoveExpiredAsync(default);
        await ledger.Replicas.LeaveAsync(one.Name, default);
        (await ledger.Replicas.ReadAsync(default)).Live.ShouldBeEmpty();
    }

    [Fact]
    public void No_two_processes_share_a_name_though_they_share_machine_and_number() =>
        new LeaseStore(null!, null!, TimeProvider.System).Holder.ShouldNotBe(new LeaseStore(null!, null!, TimeProvider.System).Holder);

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

    private static async Task<TimeSpan> LeftAsync(TestLedger ledger) => (await ledger.Replicas.ReadAsync(default)).Workspaces.Single().Left;
}
