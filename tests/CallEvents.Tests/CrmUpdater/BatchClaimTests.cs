using CallEvents.Contracts;
using CallEvents.CrmUpdater.State;
using CallEvents.Tests.ServiceDefaults.Bus;
using CallEvents.Tests.ServiceDefaults.Database;
using CallEvents.Tests.ServiceDefaults.Hosting;
using CallEvents.TestSupport;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Tests.CrmUpdater;

public sealed class BatchClaimTests
{
    private const string Target = "recording:1";

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
        await using var held = await AcquireAsync(host, time, "X", "Y");
        held.Rows.Count.ShouldBe(2);

        for (var renewal = 0; renewal < 5; renewal++)
        {
            var before = (await host.StateOfAsync("X"))!.ClaimedUntil;
            time.Advance(TimeSpan.FromSeconds(3));
            await Eventually.Be(async () => (await host.StateOfAsync("X"))!.ClaimedUntil > before);
            await using var other = await AcquireAsync(host, TimeProvider.System, "X", "Z");
            other.Rows.ShouldHaveSingleItem().CallId.ShouldBe("Z");
        }

        held.IsLost.ShouldBeFalse();
        time.WallClockError = BatchClaim.Duration;
        await using var taken = await AcquireAsync(host, TimeProvider.System, "X");
        taken.Rows.ShouldHaveSingleItem();
        time.Advance(TimeSpan.FromSeconds(3));
        await Eventually.Be(() => held.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_process_that_was_paused_for_longer_than_its_claim_writes_nothing()
    {
        await using var host = await CrmHost.StartAsync(new RecordingCrm());
        await using var held = await AcquireAsync(host, time, "X");
        held.EnsureHeld();

        time.Pause(BatchClaim.Duration);

        held.Lost.IsCancellationRequested.ShouldBeFalse("the timers of a paused process are late");
        Should.Throw<OperationCanceledException>(held.EnsureHeld);
    }

    [Fact]
    public async Task A_late_holder_stores_no_older_revision_and_releases_no_later_claim()
    {
        await using var host = await CrmHost.StartAsync(new RecordingCrm());
        await using var late = await AcquireAsync(host, TimeProvider.System, "X");
        time.WallClockError = BatchClaim.Duration;
        await using (var taken = await AcquireAsync(host, TimeProvider.System, "X"))
            await taken.CompleteAsync([Saved(fields: 6, transcript: 6, recordId: "newer")], [], epoch: 2, TestEnded);
        await using var next = await AcquireAsync(host, TimeProvider.System, "X");

        await late.CompleteAsync([Saved(fields: 5, transcript: 7, recordId: "older")], [], epoch: 1, TestEnded);

        var row = (await host.StateOfAsync("X"))!;
        (row.FieldsRevision, row.TranscriptRevision, row.RecordId, row.SavedIn).ShouldBe((6, 7, "newer", 2));
        await using var none = await AcquireAsync(host, TimeProvider.System, "X");
        none.Rows.ShouldBeEmpty();
    }

    private static SavedCall Saved(long fields, long transcript, string recordId) =>
        new()
        {
            Key = new CallKey("main", "X"),
            FieldsRevision = fields,
            TranscriptRevision = transcript,
            WrittenProperties = 0,
            RecordId = recordId,
        };

    private Task<BatchClaim> AcquireAsync(ConsumerHost host, TimeProvider holder, params string[] calls) =>
        BatchClaim.AcquireAsync(
            new CrmState(host.Resolve<IDbContextFactory<CrmDbContext>>(), new FixedDatabaseClock(time)),
            Target,
            [.. calls.Select(call => new CallKey("main", call))],
            holder,
            TestEnded
        );
}
