using CallEvents.Poller.Jobs;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Simulator;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.TestSupport;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Tests.Poller.Jobs;

/// <summary>Jobs in a running poller.</summary>
public sealed class JobsTests
{
    private const int Calls = 30;

    [Fact]
    public async Task A_paused_workspace_sends_no_request_and_is_ready_until_it_is_resumed()
    {
        await using var revont = await StartAsync();
        await using var poller = await PollerHost.StartAsync(revont.BaseUrl);
        await Eventually.Be(() => poller.TranscribedCallIds().Count == Calls);

        await RunAsync(
            poller,
            new JobRow
            {
                Workspace = "main",
                Kind = JobKind.Pause,
                CreatedAt = default,
            }
        );
        await Eventually.Be(() => poller.Status.Ledger.PausedAt is not null && poller.Status.Lease.IsHeld);

        // The next job is taken by the paused session: nothing else has run since.
        var requests = Requests(revont);
        await RunAsync(poller, Forget("no-such-call"));
        Requests(revont).ShouldBe(requests);

        await RunAsync(
            poller,
            new JobRow
            {
                Workspace = "main",
                Kind = JobKind.Resume,
                CreatedAt = default,
            }
        );
        await Eventually.Be(() => poller.Status.Ledger.PausedAt is null && Requests(revont) > requests);
        poller.Received.All.Select(delivery => delivery.MessageId).ShouldBeUnique();
    }

    [Fact]
    public async Task A_stopped_replay_ends_and_the_next_one_begins()
    {
        await using var revont = await StartAsync();
        await using var poller = await PollerHost.StartAsync(
            revont.BaseUrl,
            settings: new()
            {
                ["Revont:RequestsPerSecond"] = "5",
                ["Revont:MaxConcurrency"] = "1",

                // Polls come before the replay, and would need all requests.
                ["Polling:Interval"] = "00:00:02",
            }
        );
        await Eventually.Be(() => poller.TranscribedCallIds().Count == Calls);
        var jobs = poller.Resolve<JobStore>();
        var first = await jobs.AddAsync(Replay(), default);
        var second = await jobs.AddAsync(Replay("CallRecorded"), default);
        await Eventually.Be(async () => (await jobs.FindAsync(first, default))!.Done > 0);

        (await jobs.RequestStopAsync(first, default)).ShouldBeTrue();

        (await EndOfAsync(poller, first)).State.ShouldBe(JobState.Stopped);
        var done = await EndOfAsync(poller, second);
        (done.State, done.Done, done.Events).ShouldBe((JobState.Done, Calls, Calls));
    }

    [Fact]
    public async Task Listed_calls_are_observed_and_what_is_known_is_not_published_again()
    {
        await using var revont = await StartAsync();
        await using var poller = await PollerHost.StartAsync(revont.BaseUrl);
        await Eventually.Be(() => poller.TranscribedCallIds().Count == Calls);
        var (missed, known) = (poller.TranscribedCallIds().First(), poller.TranscribedCallIds().Last());
        await using (var ledger = poller.OpenLedger())
            await ledger.Calls.Where(row => row.CallId == missed).ExecuteDeleteAsync();

        var job = await RunAsync(
            poller,
            new JobRow
            {
                Workspace = "main",
                Kind = JobKind.Observe,
                CreatedAt = default,
                Calls = $"{missed}\n{known}\nno-such-call",
            }
        );

        (job.State, job.Done, job.Unreadable).ShouldBe((JobState.Done, 3, 1));
        await Eventually.Be(() => poller.Received.All.Count(delivery => delivery.CallId == missed) == 4);
        poller.Received.All.Count(delivery => delivery.CallId == known).ShouldBe(2);
    }

    [Fact]
    public async Task A_replay_to_a_queue_fails_without_a_broker_and_a_retry_without_a_parked_call()
    {
        await using var revont = await StartAsync();
        await using var poller = await PollerHost.StartAsync(revont.BaseUrl);

        var retry = await RunAsync(
            poller,
            new JobRow
            {
                Workspace = "main",
                Kind = JobKind.Retry,
                CreatedAt = default,
                Calls = "call",
            }
        );
        var replay = await RunAsync(poller, Replay(queue: "billing"));

        (retry.State, retry.Error).ShouldBe(
            (JobState.Failed, "retry: found 'call', which is not parked, expected a parked id, or the call of a parked event")
        );
        (replay.State, replay.Error).ShouldBe(
            (JobState.Failed, "replay --queue: found no RabbitMQ, expected a poller that publishes to RabbitMQ")
        );
    }

    private static Task<RevontSimulator> StartAsync() =>
        RevontSimulator.StartAsync(
            new SimulatorOptions
            {
                Calls = Calls,
                Days = 1,
                ArrivalsPerMinute = 0,
                TranscriptDelay = TimeSpan.Zero,
            }
        );

    private static long Requests(RevontSimulator revont) => revont.ReadStats().Requests.Sum(request => request.Count);

    private static JobRow Replay(string? types = null, string? queue = null) =>
        new()
        {
            Workspace = "main",
            Kind = JobKind.Replay,
            CreatedAt = default,
            From = TimeProvider.System.GetUtcNow().AddDays(-2),
            To = TimeProvider.System.GetUtcNow(),
            Types = types,
            Queue = queue,
        };

    private static JobRow Forget(string call) =>
        new()
        {
            Workspace = "main",
            Kind = JobKind.Forget,
            CreatedAt = default,
            Calls = call,
        };

    private static async Task<JobRow> RunAsync(PollerHost poller, JobRow job) =>
        await EndOfAsync(poller, await poller.Resolve<JobStore>().AddAsync(job, default));

    private static Task<JobRow> EndOfAsync(PollerHost poller, long job) =>
        Eventually.Be(
            async () => (await poller.Resolve<JobStore>().FindAsync(job, default))!,
            row => row.EndedAt is not null,
            describe: row => $"{row.State} {row.Done} {row.Error}"
        );
}
