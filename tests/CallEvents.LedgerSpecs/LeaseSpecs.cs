using CallEvents.Poller.Leasing;
using CallEvents.Poller.Ledger;
using CallEvents.TestSupport;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.LedgerSpecs;

public abstract class LeaseSpecs(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_workspace_has_one_holder_at_a_time()
    {
        await using var ledger = await OpenAsync();
        await ledger.AddWorkspaceAsync();
        using var lease = await ledger.Leases.TryAcquireAsync("main", Minute, default);

        lease.ShouldNotBeNull();
        (await ledger.Leases.TryAcquireAsync("main", Minute, default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_released_lease_is_free_immediately_and_the_fence_grows()
    {
        await using var ledger = await OpenAsync();
        await ledger.AddWorkspaceAsync();
        using var first = await ledger.Leases.TryAcquireAsync("main", Minute, default);
        await ledger.Leases.ReleaseAsync(first!, default);

        using var second = await ledger.Leases.TryAcquireAsync("main", Minute, default);

        second!.Fence.ShouldBeGreaterThan(first!.Fence);
        (await ledger.Leases.RenewAsync(first, default)).ShouldBeFalse();
        await ledger.Leases.ReleaseAsync(first, default);
        (await ledger.Leases.RenewAsync(second, default)).ShouldBeTrue("the old holder has nothing to release");
    }

    [Fact]
    public async Task An_unrenewed_lease_is_free_after_its_expiry_by_the_database_clock()
    {
        await using var ledger = await OpenAsync();
        await ledger.AddWorkspaceAsync();
        using var first = await ledger.Leases.TryAcquireAsync("main", TimeSpan.FromMilliseconds(300), default);

        Lease? second = null;
        await Eventually.Be(async () => (second = await ledger.Leases.TryAcquireAsync("main", Minute, default)) is not null);

        second!.Fence.ShouldBeGreaterThan(first!.Fence);
        first.IsExpired.ShouldBeTrue("it expired by the holder's clock before another replica could acquire it");
        await Eventually.Be(() => first.Ended.IsCancellationRequested);
        second.Dispose();
    }

    [Fact]
    public async Task A_lease_expires_early_enough_to_replace_a_killed_holder_in_time()
    {
        await using var ledger = await OpenAsync();
        await ledger.AddWorkspaceAsync();
        using var lease = await ledger.Leases.TryAcquireAsync("main", Minute, default);

        var untilNoticed = ReplicaCoordinator.RefreshIntervalOf(Minute);
        (lease!.Duration + untilNoticed).ShouldBeLessThan(Minute, "another replica needs time to notice and to acquire it");
        (await RemainingAsync(ledger)).ShouldBeInRange(lease.Duration - TimeSpan.FromSeconds(10), lease.Duration);
        (await ledger.Leases.RenewAsync(lease, default)).ShouldBeTrue();
        (await RemainingAsync(ledger)).ShouldBeLessThanOrEqualTo(lease.Duration);
    }

    [Fact]
    public async Task A_workspace_shows_its_holder_and_how_long_it_has_been_free()
    {
        await using var ledger = await OpenAsync();
        await ledger.AddWorkspaceAsync();
        var replica = ReplicaName.Unique();
        var leases = ledger.LeasesOf(replica);
        using var lease = await leases.TryAcquireAsync("main", Minute, default);
        (await ledger.Replicas.ReadAsync(default)).Workspaces.ShouldHaveSingleItem().IsHeldBy(replica.Value).ShouldBeTrue();

        await leases.ReleaseAsync(lease!, default);

        var free = (await ledger.Replicas.ReadAsync(default)).Workspaces.ShouldHaveSingleItem();
        free.IsFree.ShouldBeTrue();
        free.FreeFor.ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_replica_is_live_only_while_it_sends_heartbeats()
    {
        await using var ledger = await OpenAsync();
        var one = new Replica("one", ReplicaStore.Names(["Main", "other"]));
        await ledger.Replicas.HeartbeatAsync(one, Minute, default);
        await ledger.Replicas.HeartbeatAsync(one, Minute, default);
        await ledger.Replicas.HeartbeatAsync(new Replica("two", ReplicaStore.Names(["main"])), TimeSpan.FromSeconds(10), default);
        var live = (await ledger.Replicas.ReadAsync(default)).Live;
        live.Select(replica => replica.Name).ShouldBe(["one", "two"], ignoreOrder: true);
        live.ShouldAllBe(replica => replica.Knows("MAIN"));

        await Eventually.Be(
            async () => (await ledger.Replicas.ReadAsync(default)).Live,
            live => live.Select(replica => replica.Name).SequenceEqual(["one"])
        );

        await ledger.Replicas.RemoveExpiredAsync(default);
        await ledger.Replicas.LeaveAsync(one.Name, default);
        (await ledger.Replicas.ReadAsync(default)).Live.ShouldBeEmpty();
    }

    [Fact]
    public void Replica_names_are_unique_even_within_one_process() => ReplicaName.Unique().ShouldNotBe(ReplicaName.Unique());

    [Fact]
    public async Task A_commit_under_an_old_fence_is_rejected_and_writes_nothing()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync(TestLedger.FromList("call_1"));
        await using (var context = await ledger.Contexts.CreateDbContextAsync())
            await context.Workspaces.ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseUntil, 0));
        using var otherLease = await ledger.Leases.TryAcquireAsync("main", Minute, default);

        await Should.ThrowAsync<LeaseLostException>(() => session.CommitAsync(TestLedger.FromList("call_2")));

        session.Lease.Ended.IsCancellationRequested.ShouldBeTrue();
        await using var after = await ledger.Contexts.CreateDbContextAsync();
        (await after.Calls.CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_commit_under_a_lost_lease_fails_even_if_what_its_end_stops_throws()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await using var stopped = session.Lease.Ended.Register(() => throw new InvalidOperationException());
        await using (var context = await ledger.Contexts.CreateDbContextAsync())
            await context.Workspaces.ExecuteUpdateAsync(set => set.SetProperty(row => row.Fence, row => row.Fence + 1));

        foreach (var call in (string[])["first", "second"])
        {
            await Should.ThrowAsync<LeaseLostException>(() =>
                session.CommitAsync(TestLedger.FromList(call)).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System)
            );
        }

        session.Lease.IsExpired.ShouldBeTrue();
    }

    [Fact]
    public async Task A_workspace_name_in_another_letter_case_is_the_same_workspace()
    {
        await using var ledger = await OpenAsync();
        await ledger.AddWorkspaceAsync("Main");

        (await ledger.Reader.WorkspaceAsync("MAIN", default))!.Name.ShouldBe("Main");
    }

    private static async Task<TimeSpan> RemainingAsync(TestLedger ledger) =>
        (await ledger.Replicas.ReadAsync(default)).Workspaces.Single().Left;
}
