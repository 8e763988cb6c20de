using CallEvents.LedgerSpecs;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Jobs;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallEvents.Tests.Poller.Jobs;

/// <summary>Retries of events that are parked: refused by the broker, or too large.</summary>
public sealed class RetryJobTests
{
    private static readonly string LongTranscript = $$"""[{"speaker":"rep","start_ms":0,"end_ms":1,"text":"{{new string('x', 2000)}}"}]""";

    [Fact]
    public async Task A_retry_sends_an_event_that_the_broker_has_refused()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var sender = new RefusingSender("call_refused");
        await using var poller = await revont.StartPollerAsync(
            settings: FastSettings.From(revont.Now.AddHours(-1)),
            configure: builder => builder.Services.AddSingleton<IMessageSender>(sender)
        );
        revont.Add("call_refused", revont.Now);
        var others = 0;
        await Eventually.Be(() =>
        {
            revont.Add($"call_{others++}", revont.Now);
            return poller.Status.Publishing.RefusedEvents.Count == 1;
        });

        var refused = await RunAsync(poller, "call_refused");

        (refused.State, refused.Error).ShouldBe(
            (JobState.Failed, "CallRecorded of call_refused is still not accepted by the broker (AlreadyClosedException)")
        );

        sender.Accept();
        (await RunAsync(poller, "call_refused")).State.ShouldBe(JobState.Done);
        (await PendingAsync(poller, "call_refused")).ShouldBeEmpty();
        poller.Status.Publishing.RefusedEvents.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_retry_during_a_pause_says_that_nothing_is_sent()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        await using var poller = await revont.StartPollerAsync(
            settings: FastSettings.From(revont.Now.AddHours(-1)),
            configure: builder => builder.Services.AddSingleton<IMessageSender>(new RefusingSender("call_refused"))
        );
        revont.Add("call_refused", revont.Now);
        await Eventually.Be(() => PendingAsync(poller, "call_refused"), rows => rows.Count == 1);
        await RunAsync(poller, callId: null, JobKind.Pause);

        var job = await RunAsync(poller, "call_refused");

        job.State.ShouldBe(JobState.Failed);
        job.Error!.ShouldStartWith("CallRecorded of call_refused is not sent while the workspace is paused");
    }

    [Fact]
    public async Task A_retry_of_an_event_that_is_too_large_says_what_it_waits_for()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        await using var poller = await revont.StartPollerAsync(
            settings: FastSettings.From(revont.Now.AddHours(-1), ("Publishing:MaxBytes", "1024"))
        );
        revont.Put(new ScriptedCall("call_large", revont.Now) { Transcript = LongTranscript });
        var large = await Eventually.Be(
            () => PendingAsync(poller, "call_large"),
            rows => rows is [{ Type: CallEventType.CallTranscribed }]
        );

        var job = await RunAsync(poller, "call_large");

        job.State.ShouldBe(JobState.Failed);
        job.Error.ShouldBe(
            $"CallTranscribed of call_large has {large[0].Size.ToString("N0", null)} bytes: "
                + "it waits for Publishing:MaxBytes above 1,024"
        );
    }

    [Fact]
    public async Task A_retry_of_a_parked_call_is_done_when_it_is_read_whatever_waits_for_the_broker()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        var path = PollerHost.NewLedgerPath();
        revont.Add("call_parked", revont.Now.AddHours(-3));
        await using (var before = await StartAsync())
        {
            await Eventually.Be(() => PendingAsync(before, "call_parked"), rows => rows.Count == 2);
            await ParkAsync(before, "call_parked", revont.Now);
        }

        await using var poller = await StartAsync();
        var job = await RunAsync(poller, "call_parked");

        (job.State, job.Error).ShouldBe((JobState.Done, null));
        (await PendingAsync(poller, "call_parked")).ShouldNotBeEmpty();
        await using var ledger = poller.OpenLedger();
        (await ledger.Parked.AnyAsync()).ShouldBeFalse();

        Task<PollerHost> StartAsync() =>
            revont.StartPollerAsync(
                path,
                FastSettings.From(revont.Now.AddHours(-4)),
                builder => builder.Services.AddSingleton<IMessageSender>(new RefusingSender("call_parked"))
            );
    }

    /// <summary>Parks a call, as one that the API has failed for. A poller that runs learns of it when it starts again.</summary>
    private static async Task ParkAsync(PollerHost poller, string callId, DateTimeOffset now)
    {
        await using var ledger = poller.OpenLedger();
        ledger.Parked.Add(TestLedger.Parked(callId, now));
        await ledger.SaveChangesAsync();
    }

    private static async Task<JobRow> RunAsync(PollerHost poller, string? callId, JobKind kind = JobKind.Retry)
    {
        var jobs = poller.Resolve<JobStore>();
        var retry = new JobRow
        {
            Workspace = "main",
            Kind = kind,
            CreatedAt = default,
            Calls = callId,
        };
        var id = await jobs.AddAsync(retry, default);
        return await Eventually.Be(async () => (await jobs.FindAsync(id, default))!, job => job.EndedAt is not null);
    }

    private static async Task<List<OutboxRow>> PendingAsync(PollerHost poller, string callId)
    {
        await using var ledger = poller.OpenLedger();
        return await ledger.Outbox.AsNoTracking().Pending().Where(row => row.CallId == callId).ToListAsync();
    }
}
