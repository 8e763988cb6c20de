using CallEvents.Contracts;
using CallEvents.CrmUpdater;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.LogCall;
using CallEvents.CrmUpdater.State;
using CallEvents.ServiceDefaults.Downstream;
using CallEvents.Tests.ServiceDefaults.Bus;
using CallEvents.Tests.ServiceDefaults.Database;
using CallEvents.Tests.ServiceDefaults.Hosting;
using CallEvents.TestSupport;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Tests.CrmUpdater;

public sealed class CallClaimsTests
{
    private readonly ShiftedFakeClock time = new(Messages.Now);

    private static CancellationToken TestEnded => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_replicas_write_a_call_one_after_the_other_and_only_newer_revisions()
    {
        var state = ConsumerHost.NewStatePath();
        var release = new TaskCompletionSource();
        var slow = new RecordingCrm { Upsert = call => release.Task.ContinueWith(_ => RecordingCrm.Accept(call)).Unwrap() };
        var fast = new RecordingCrm();
        await using var one = await CrmHost.StartAsync(slow, state);
        await using var two = await CrmHost.StartAsync(fast, state);

        await one.PublishAsync(Messages.Recorded(Messages.Call("X"), revision: 5));
        await Eventually.Be(() => slow.Attempts == 1);
        await two.PublishAsync(Messages.Updated(Messages.Call("other"), revision: 1));
        await two.PublishAsync(Messages.Updated(Messages.Call("X", Outcomes.Lost), revision: 6));
        await Eventually.Be(() => fast.Writes.Count == 1);
        release.SetResult();

        await Eventually.Be(() => fast.Writes.Count == 2);
        slow.Writes.ShouldHaveSingleItem();
        (await Eventually.Be(() => two.StateOfAsync("X"), row => row!.FieldsRevision == 6))!.ClaimedUntil.ShouldBe(0);
        one.Errors.Concat(two.Errors).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_claim_is_renewed_while_it_is_held_and_expires_when_its_holder_is_gone()
    {
        await using var host = await CrmHost.StartAsync(new RecordingCrm());
        var (holder, other) = (CreateClaims(host, time), CreateClaims(host, TimeProvider.System));
        await using var held = (await holder.TryAcquireAsync("main", "X", TestEnded)).ShouldNotBeNull();

        for (var renewal = 0; renewal < 5; renewal++)
        {
            var before = (await host.StateOfAsync("X"))!.ClaimedUntil;
            time.Advance(TimeSpan.FromSeconds(3));
            await Eventually.Be(async () => (await host.StateOfAsync("X"))!.ClaimedUntil > before);
            (await other.TryAcquireAsync("main", "X", TestEnded)).ShouldBeNull();
        }

        held.IsLost.ShouldBeFalse();
        time.WallClockError = CallClaims.Duration;
        await using var taken = (await other.TryAcquireAsync("main", "X", TestEnded)).ShouldNotBeNull();
        time.Advance(TimeSpan.FromSeconds(3));
        await Eventually.Be(() => held.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_process_that_was_paused_for_longer_than_its_claim_notices_it()
    {
        await using var host = await CrmHost.StartAsync(new RecordingCrm());
        await using var held = (await CreateClaims(host, time).TryAcquireAsync("main", "X", TestEnded)).ShouldNotBeNull();
        held.IsLost.ShouldBeFalse();

        time.Pause(CallClaims.Duration);

        held.IsLost.ShouldBeTrue();
        held.Lost.IsCancellationRequested.ShouldBeFalse("the timers of a paused process are late");
    }

    [Fact]
    public async Task A_write_whose_claim_was_taken_over_gives_way_to_the_newer_one()
    {
        var crm = new RecordingCrm { Upsert = _ => new TaskCompletionSource<CrmResult>().Task };
        await using var host = await CrmHost.StartAsync(crm);
        var (holder, other) = (CreateClaims(host, time), CreateClaims(host, TimeProvider.System));
        using var locks = new StripedLock();
        var writer = new CallWriter(crm, host.Resolve<CrmSetup>(), holder, locks, host.Resolve<CrmMetrics>(), TimeProvider.System);
        var writing = writer.WriteAsync(CallChange.Of(Messages.Recorded(Messages.Call("X"), revision: 5)), TestEnded);
        await Eventually.Be(() => crm.Attempts == 1);

        time.WallClockError = CallClaims.Duration;
        await using (var taken = (await other.TryAcquireAsync("main", "X", TestEnded)).ShouldNotBeNull())
            await taken.CompleteAsync(fieldsRevision: 6, transcriptRevision: null, TestEnded);
        time.Advance(TimeSpan.FromSeconds(3));

        (await writing).ShouldBe(DownstreamResult.Skipped);
        crm.Attempts.ShouldBe(1);
        (await host.StateOfAsync("X"))!.FieldsRevision.ShouldBe(6);
    }

    [Fact]
    public async Task A_late_holder_stores_no_older_revision_and_releases_no_later_claim()
    {
        await using var host = await CrmHost.StartAsync(new RecordingCrm());
        var claims = CreateClaims(host, TimeProvider.System);
        await using var late = (await claims.TryAcquireAsync("main", "X", TestEnded)).ShouldNotBeNull();
        time.WallClockError = CallClaims.Duration;
        await using (var taken = (await claims.TryAcquireAsync("main", "X", TestEnded)).ShouldNotBeNull())
            await taken.CompleteAsync(fieldsRevision: 6, transcriptRevision: 6, TestEnded);
        await using var next = (await claims.TryAcquireAsync("main", "X", TestEnded)).ShouldNotBeNull();

        await late.CompleteAsync(fieldsRevision: 5, transcriptRevision: 7, TestEnded);

        var row = (await host.StateOfAsync("X"))!;
        (row.FieldsRevision, row.TranscriptRevision, row.ClaimNumber).ShouldBe((6, 7, 3));
        (await claims.TryAcquireAsync("main", "X", TestEnded)).ShouldBeNull();
    }

    private CallClaims CreateClaims(ConsumerHost host, TimeProvider holder) =>
        new(host.Resolve<IDbContextFactory<CrmDbContext>>(), new FixedDatabaseClock(time), holder);
}
