using CallEvents.Poller.Calls;
using CallEvents.Poller.Jobs;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Revont.Calls;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallEvents.LedgerSpecs;

public abstract class ErasureSpecs(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    private const string Email = "jane@example.com";

    [Fact]
    public async Task A_forgotten_call_leaves_a_tombstone_and_none_of_its_events()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync(Listed("call_1", Email), TestLedger.FromDetail("call_1"), Listed("call_2", "john@example.com"));

        await ForgetAsync(session, "call_1");

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        var row = await context.Calls.SingleAsync(call => call.CallId == "call_1");
        (row.RepId, row.ProspectEmail, row.Outcome, row.DurationSeconds, row.NextCheckAt).ShouldBe((null, null, null, null, null));
        row.ForgottenAt.ShouldBe(TestLedger.Now);
        (await context.Outbox.Select(one => one.CallId).Distinct().ToListAsync()).ShouldBe(["call_2"]);
        session.Status.Pending.ByType().Values.Sum().ShouldBe(1);
    }

    [Fact]
    public async Task A_forgotten_call_that_is_read_again_publishes_nothing_in_any_lane()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync(Listed("call_1", Email));
        await ForgetAsync(session, "call_1", "unknown");
        var job = await ledger.Jobs.AddAsync(Replay(), default);
        await session.CommitAsync(new JobProgress { Job = new JobStep(job) { State = JobState.Running } });

        await session.CommitAsync(Listed("call_1", "other@example.com"), Listed("unknown", Email), TestLedger.FromDetail("call_1"));
        await session.CommitAsync(new ItemChanges("call_1") { NextCheckAt = TestLedger.Now });
        await session.CommitAsync(
            new ReplayedCalls(new ReplayOrder(job, "queue", ReplayOrder.Repeatable), [TestLedger.FromDetail("call_1")])
        );
        await session.CommitAsync(TestLedger.Page() with { Malformed = [new MalformedItem("call_1", IsCall: true, "bad")] });

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        (await context.Outbox.CountAsync()).ShouldBe(0);
        (await context.Parked.CountAsync()).ShouldBe(0);
        var row = await context.Calls.SingleAsync();
        (row.CallId, row.ProspectEmail, row.NextCheckAt).ShouldBe(("call_1", null, null));
    }

    [Fact]
    public async Task An_older_copy_of_the_ledger_is_erased_again_when_a_session_starts()
    {
        await using var ledger = await OpenAsync();
        var workspace = await ledger.AddWorkspaceAsync();
        await using (var session = await ledger.StartSessionAsync(workspace))
        {
            await session.CommitAsync(Listed("known", Email));
            await ledger.Erasures.AddAsync("main", ["known", "not yet discovered"], TestLedger.Now, default);
            await ledger.Erasures.AddAsync("other", ["of another workspace"], TestLedger.Now, default);

            await Application(ledger, session).RunAsync(default);

            await session.CommitAsync(Listed("known", Email), Listed("not yet discovered", Email), Listed("of another workspace", Email));
            session.Settings.Erased.Contains("not yet discovered").ShouldBeTrue();
        }

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        (await context.Outbox.Select(row => row.CallId).ToListAsync()).ShouldBe(["of another workspace"]);
        (await context.Calls.SingleAsync(row => row.CallId == "known")).ProspectEmail.ShouldBeNull();
    }

    [Fact]
    public async Task A_new_store_of_erasures_learns_what_the_ledger_has_forgotten()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync(Listed("call_1", Email));
        await session.CommitAsync(new Erasure(["call_1"]));

        await Application(ledger, session).RunAsync(default);
        await Application(ledger, session).RunAsync(default);

        (await ledger.Erasures.LoadAsync("main", default)).ShouldBe(["call_1"]);
    }

    private static ErasureApplication Application(TestLedger ledger, TestLedger.Session session) =>
        new(
            ledger.Erasures,
            session.Settings.Erased,
            ledger.Contexts,
            session.Writer,
            session.Settings,
            session.Progress,
            NullLogger<ErasureApplication>.Instance
        );

    private static async Task ForgetAsync(TestLedger.Session session, params string[] calls)
    {
        session.Settings.Erased.Add(calls);
        await session.CommitAsync(new Erasure(calls));
    }

    private static JobRow Replay() =>
        new()
        {
            Workspace = "main",
            Kind = JobKind.Replay,
            CreatedAt = TestLedger.Now,
        };

    private static CallObservation.FromList Listed(string id, string email) =>
        new CallObservation.FromList(
            new CallSnapshot(id)
            {
                CreatedAt = TestLedger.Now - TimeSpan.FromHours(1),
                DurationSeconds = 60,
                RepId = "user_1",
                ProspectEmail = email,
                Outcome = "won",
            },
            TestLedger.Now
        );
}
