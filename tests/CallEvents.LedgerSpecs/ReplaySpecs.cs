using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Jobs;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;
using CallEvents.Revont.Calls;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.LedgerSpecs;

public abstract class ReplaySpecs(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    private const string Queue = "billing-count-minutes";

    [Fact]
    public async Task A_replay_repeats_a_call_once_under_the_next_revisions()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync(TestLedger.FromList("call_1"), TestLedger.FromDetail("call_1"));
        var before = await OutboxAsync(ledger);
        var job = await StartAsync(ledger, session);

        await session.CommitAsync(Replayed(job, queue: null));
        await session.CommitAsync(Replayed(job, queue: null));

        var replayed = (await OutboxAsync(ledger)).Skip(before.Count).ToList();
        replayed
            .Select(row => $"{row.Type} {row.Origin} {row.Job == job} {row.Queue}")
            .ShouldBe(["CallRecorded replay True ", "CallTranscribed replay True "]);
        replayed[0].Revision.ShouldBeGreaterThan(before.Max(row => row.Revision));
        replayed[1].Revision.ShouldBeGreaterThan(replayed[0].Revision);
        foreach (var row in replayed)
            row.MessageId.ShouldBe(MessageIds.Message("main", "call_1", row.Type, row.Revision));
        (await ledger.Jobs.FindAsync(job, default))!.Events.ShouldBe(2);

        // The next replay repeats it again.
        await EndAsync(session, job, JobState.Done);
        await session.CommitAsync(Replayed(await StartAsync(ledger, session), queue: null));
        (await OutboxAsync(ledger)).Count.ShouldBe(before.Count + 4);
    }

    [Fact]
    public async Task What_a_replay_observes_is_published_to_all_and_not_twice()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync(TestLedger.FromList("call_1", outcome: "won"));
        var toAll = await StartAsync(ledger, session);
        CallObservation[] shown = [Detailed("call_1", "lost"), Detailed("new", "won")];

        await session.CommitAsync(new ReplayedCalls(Order(toAll, null), shown));
        await EndAsync(session, toAll, JobState.Done);
        var toQueue = await StartAsync(ledger, session);
        await session.CommitAsync(new ReplayedCalls(Order(toQueue, Queue), shown));

        var rows = (await OutboxAsync(ledger)).Select(row => $"{row.CallId} {row.Type} {row.Origin} {row.Queue}").ToList();
        rows.ShouldBe([
            "call_1 CallRecorded live ",
            "call_1 CallUpdated reread ",
            "call_1 CallTranscribed live ",
            "call_1 CallRecorded replay ",
            "new CallRecorded reread ",
            "new CallTranscribed reread ",
            $"call_1 CallRecorded replay {Queue}",
            $"call_1 CallTranscribed replay {Queue}",
            $"new CallRecorded replay {Queue}",
            $"new CallTranscribed replay {Queue}",
        ]);
    }

    [Fact]
    public async Task A_replay_that_ends_early_leaves_no_pending_event_and_the_count_stays_right()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync(TestLedger.FromList("call_1"));
        var job = await StartAsync(ledger, session);
        await session.CommitAsync(Replayed(job, Queue));
        var underWay = (await OutboxAsync(ledger)).Where(row => row.Job == job).Take(1).ToList();
        session.Status.Pending[CallEventType.CallRecorded].ShouldBe(2);

        await EndAsync(session, job, JobState.Failed);

        // The broker confirms one that was under way.
        await session.CommitAsync(new SettledEvents(underWay, []));
        (await OutboxAsync(ledger)).ShouldAllBe(row => row.Job == null);
        session.Status.Pending[CallEventType.CallRecorded].ShouldBe(1);
        session.Status.Pending.ByType().ShouldBe(await WithZerosAsync(ledger), ignoreOrder: true);

        // What its runner still had in its hands comes too late.
        await session.CommitAsync(Replayed(job, Queue));
        (await OutboxAsync(ledger)).ShouldAllBe(row => row.Job == null);
    }

    [Fact]
    public async Task Events_for_a_single_queue_need_no_binding_and_go_last()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync(TestLedger.FromList("call_1"));
        var job = await StartAsync(ledger, session);
        await session.CommitAsync(Replayed(job, Queue));
        await session.CommitAsync(TestLedger.FromList("call_2"));
        var outbox = new OutboxReader(ledger.Contexts, "main", new PublishingOptions());

        var routable = await outbox.NextAsync(new OutboxQuery { Routable = Enum.GetValues<CallEventType>() }, default);
        var unroutable = await outbox.NextAsync(new OutboxQuery(), default);
        var probe = await outbox.NextAsync(new OutboxQuery { Probing = [CallEventType.CallRecorded] }, default);

        routable.Select(row => $"{row.CallId} {row.Queue}").Distinct().ShouldBe(["call_1 ", "call_2 ", $"call_1 {Queue}"]);
        unroutable.ShouldAllBe(row => row.Queue == Queue);
        unroutable.ShouldNotBeEmpty();
        probe[0].Queue.ShouldBeNull();
    }

    [Fact]
    public async Task The_events_of_a_replay_are_estimated_from_the_ledger()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync(
            TestLedger.FromList("call_1"),
            TestLedger.FromDetail("call_1"),
            TestLedger.FromList("call_2", outcome: "lost"),
            TestLedger.FromList("before", createdAt: TestLedger.Now - TimeSpan.FromDays(2))
        );

        (await EstimateAsync(Job())).ShouldBe(new ReplayEstimate(2, 3));
        (await EstimateAsync(Job(types: "CallTranscribed"))).ShouldBe(new ReplayEstimate(2, 1));
        (await EstimateAsync(Job(outcomes: "lost\nno_outcome"))).ShouldBe(new ReplayEstimate(1, 1));
        (await EstimateAsync(Job(calls: "before\nunknown"))).ShouldBe(new ReplayEstimate(1, 1));

        Task<ReplayEstimate> EstimateAsync(JobRow job) => ledger.Replays.EstimateAsync(job, default);
    }

    private static CallObservation.FromDetail Detailed(string id, string outcome) =>
        new CallObservation.FromDetail(
            new CallSnapshot(id) { CreatedAt = TestLedger.Now - TimeSpan.FromHours(1), Outcome = outcome },
            [new Segment { Text = "Hello" }],
            TestLedger.Now
        );

    private static ReplayOrder Order(long job, string? queue) => new(job, queue, ReplayOrder.Repeatable);

    private static ReplayedCalls Replayed(long job, string? queue) =>
        new(Order(job, queue), [TestLedger.FromDetail("call_1")]) { Job = new JobStep(job) { Done = 1 } };

    private static JobRow Job(string? types = null, string? outcomes = null, string? calls = null) =>
        new()
        {
            Workspace = "main",
            Kind = JobKind.Replay,
            CreatedAt = TestLedger.Now,
            From = TestLedger.Now - TimeSpan.FromDays(1),
            To = TestLedger.Now,
            Types = types,
            Outcomes = outcomes,
            Calls = calls,
        };

    private static async Task<long> StartAsync(TestLedger ledger, TestLedger.Session session)
    {
        var id = await ledger.Jobs.AddAsync(Job(), default);
        await EndAsync(session, id, JobState.Running);
        return id;
    }

    private static Task EndAsync(TestLedger.Session session, long job, JobState state) =>
        session.CommitAsync(new JobProgress { Job = new JobStep(job) { State = state } });

    private static async Task<List<OutboxRow>> OutboxAsync(TestLedger ledger)
    {
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        return await context.Outbox.AsNoTracking().OrderBy(row => row.Id).ToListAsync();
    }

    private static async Task<Dictionary<CallEventType, long>> WithZerosAsync(TestLedger ledger)
    {
        var pending = await ledger.Reader.PendingByTypeAsync("main", int.MaxValue, default);
        return Enum.GetValues<CallEventType>().ToDictionary(type => type, type => pending.GetValueOrDefault(type));
    }
}
