using System.Collections.Concurrent;
using CallEvents.CrmUpdater;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.LogCall;
using CallEvents.ServiceDefaults.Downstream;
using CallEvents.Tests.ServiceDefaults.Bus;
using CallEvents.TestSupport;

namespace CallEvents.Tests.CrmUpdater;

public sealed class CallBatcherTests
{
    private static CancellationToken TestEnded => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_message_waits_for_no_batch_and_the_next_one_is_what_came_then()
    {
        var gate = new TaskCompletionSource();
        var crm = new RecordingCrm { BeforeBatch = _ => gate.Task };
        await using var host = await CrmHost.StartAsync(crm);
        var batcher = host.Resolve<CallBatcher>();

        var writing = Enumerable
            .Range(0, 120)
            .Select(number => WriteAsync(batcher, Messages.Recorded(Messages.Call($"call {number}"))))
            .ToList();
        await Eventually.Be(() => crm.Batches.Count == 1);
        gate.SetResult();
        await Task.WhenAll(writing);

        crm.Batches.ShouldBe([1, 50, 50, 19]);
        crm.Writes.Select(write => write.Call.Id).Distinct().Count().ShouldBe(120);
    }

    [Fact]
    public async Task Messages_of_one_call_become_one_write_of_the_newest_parts()
    {
        var gate = new TaskCompletionSource();
        var crm = new RecordingCrm { BeforeBatch = _ => gate.Task };
        await using var host = await CrmHost.StartAsync(crm);
        var batcher = host.Resolve<CallBatcher>();
        var first = WriteAsync(batcher, Messages.Recorded(Messages.Call("other")));
        await Eventually.Be(() => crm.Batches.Count == 1);

        Task<DownstreamResult>[] writing =
        [
            WriteAsync(batcher, Messages.Updated(Messages.Call("X", "third"), revision: 3)),
            WriteAsync(batcher, Messages.Transcribed(Messages.Call("X", "second"), revision: 2, text: "words")),
            WriteAsync(batcher, Messages.Recorded(Messages.Call("X", "first"), revision: 1)),
        ];
        gate.SetResult();
        (await Task.WhenAll([first, .. writing])).ShouldAllBe(result => result == DownstreamResult.Completed);

        var write = crm.Writes.Where(write => write.Call.Id == "X").ShouldHaveSingleItem();
        (write.FieldsRevision, write.TranscriptRevision).ShouldBe((3, 2));
        write.Properties["outcome"].ShouldBe("third");
        write.Transcript!.Segments.ShouldHaveSingleItem().Text.ShouldBe("words");
    }

    [Fact]
    public async Task No_call_is_in_two_batches_at_a_time()
    {
        var underWay = new ConcurrentDictionary<string, bool>();
        var overlaps = 0;
        var crm = new RecordingCrm { MaxBatch = 4, Probe = () => Task.CompletedTask };
        crm.BeforeBatch = async batch =>
        {
            foreach (var call in batch.Calls)
            {
                if (!underWay.TryAdd(call.Call.Id, true))
                    Interlocked.Increment(ref overlaps);
            }

            await Task.Yield();
            foreach (var call in batch.Calls)
                underWay.TryRemove(call.Call.Id, out var _);
        };
        await using var host = await CrmHost.StartAsync(crm);
        var batcher = host.Resolve<CallBatcher>();

        await Task.WhenAll(
            Enumerable
                .Range(0, 400)
                .Select(number =>
                    batcher.WriteAsync(
                        CallChange.Of(Messages.Updated(Messages.Call($"call {number % 7}"), revision: number + 1)),
                        failures: number % 3,
                        TestEnded
                    )
                )
        );

        overlaps.ShouldBe(0);
        Enumerable.Range(0, 7).Select(call => crm.Find($"call {call}")!.BackwardWrites).Sum().ShouldBe(0);
    }

    [Fact]
    public async Task A_message_on_which_the_CRM_has_failed_keeps_no_other_waiting()
    {
        var slow = new TaskCompletionSource();
        var crm = new RecordingCrm
        {
            BeforeBatch = batch => batch.Calls.Any(call => call.Call.Id == "slow") ? slow.Task : Task.CompletedTask,
        };
        await using var host = await CrmHost.StartAsync(crm);
        var batcher = host.Resolve<CallBatcher>();

        var suspect = batcher.WriteAsync(CallChange.Of(Messages.Recorded(Messages.Call("slow"))), failures: 1, TestEnded);
        await Eventually.Be(() => crm.Batches.Count == 1);
        (await WriteAsync(batcher, Messages.Recorded(Messages.Call("other")))).ShouldBe(DownstreamResult.Completed);

        suspect.IsCompleted.ShouldBeFalse();
        slow.SetResult();
        await suspect;
    }

    [Fact]
    public async Task A_batch_ends_below_four_mebibytes()
    {
        var gate = new TaskCompletionSource();
        var crm = new RecordingCrm { BeforeBatch = _ => gate.Task };
        await using var host = await CrmHost.StartAsync(crm);
        var batcher = host.Resolve<CallBatcher>();
        var text = new string('x', 1_500_000);

        var writing = Enumerable
            .Range(0, 5)
            .Select(number => WriteAsync(batcher, Messages.Transcribed(Messages.Call($"call {number}"), text: text)))
            .ToList();
        await Eventually.Be(() => crm.Batches.Count == 1);
        gate.SetResult();
        await Task.WhenAll(writing);

        crm.Batches.ShouldBe([1, 2, 2]);
    }

    [Fact]
    public async Task A_call_on_which_the_CRM_always_fails_ends_in_the_error_queue_alone()
    {
        var crm = new RecordingCrm
        {
            Probe = () => Task.CompletedTask,
            AnswerBatch = batch =>
                batch.Calls.Any(call => call.Call.Id == "poison") ? new WriteResult.Unavailable("500", IsSuspect: true) : null,
        };
        await using var host = await CrmHost.StartAsync(crm);

        foreach (var number in Enumerable.Range(0, 500))
            await host.PublishAsync(Messages.Recorded(Messages.Call(number == 100 ? "poison" : $"call {number}")));

        await Eventually.Be(() => host.Resolve<CrmUpdaterStatus>().Handled == 499);
        var letter = (await Eventually.Be(() => host.Errors, errors => errors.Count > 0)).ShouldHaveSingleItem();
        letter.CallId.ShouldBe("poison");
        letter.Reason.ShouldBe("the CRM fails on this call (500) and answers others");
        host.Circuit(CallEvents.CrmUpdater.Setup.CrmSetup.DownstreamName).Outage.ShouldBeNull();
        host.Logs.Lines.ShouldAllBe(line => !line.Contains("unavailable", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_broken_set_up_refuses_no_more_than_twenty_and_recovers()
    {
        var isBroken = true;
        var crm = new RecordingCrm { Probe = () => Task.CompletedTask };
        crm.Upsert = call =>
            isBroken ? Task.FromResult<WriteResult>(new WriteResult.Rejected("REQUIRED", "REQUIRED")) : RecordingCrm.Accept(call);
        await using var host = await CrmHost.StartAsync(crm);

        foreach (var number in Enumerable.Range(0, 200))
            await host.PublishAsync(Messages.Recorded(Messages.Call($"call {number}")));
        await Eventually.Be(() => host.Circuit("crm").Outage?.Failures >= 3);
        var report = await host.CheckReadinessAsync();
        report.Entries["crm"].Description!.ShouldContain("Rejecting everything");
        isBroken = false;

        await Eventually.Be(() => host.Resolve<CrmUpdaterStatus>().Handled == 180);
        host.Errors.Count.ShouldBe(20);
    }

    [Fact]
    public async Task What_an_admin_has_deleted_is_prepared_again_without_an_outage()
    {
        var (hasProperty, preparations) = (true, 0);
        var crm = new RecordingCrm();
        crm.EnsureReady = () =>
        {
            preparations++;
            hasProperty = true;
            return Task.CompletedTask;
        };
        crm.Upsert = call =>
            hasProperty
                ? RecordingCrm.Accept(call)
                : Task.FromResult<WriteResult>(new WriteResult.NotPrepared("PROPERTY_DOESNT_EXIST revont_outcome"));
        await using var host = await CrmHost.StartAsync(crm);
        await host.PublishAsync(Messages.Recorded(Messages.Call("one")));
        await Eventually.Be(() => crm.Writes.Count == 1);

        hasProperty = false;
        await host.PublishAsync(Messages.Recorded(Messages.Call("two")));

        await Eventually.Be(() => crm.Writes.Count == 2);
        preparations.ShouldBe(2);
        host.Logs.Lines.ShouldAllBe(line => !line.Contains("not prepared", StringComparison.Ordinal));
    }

    private static Task<DownstreamResult> WriteAsync(CallBatcher batcher, object message) =>
        batcher.WriteAsync(MessageOrderTests.ChangeOf(message), failures: 0, TestEnded);
}
