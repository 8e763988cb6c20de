using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Outbox;

namespace CallEvents.LedgerSpecs;

public abstract class QueryPlanTests(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    private const int Page = 100;

    [Fact]
    public Task What_is_asked_in_every_pass_reads_no_more_in_a_full_ledger() => OnlyWhatIsNeededAsync(async (ledger, _) =>
    {
        (await ledger.Reader.DueChecksAsync("main", TestLedger.Now, Page, default)).Count.ShouldBe(Page);
        (await ledger.Reader.NextCheckAsync("main", default)).ShouldNotBeNull();
        (await ledger.Reader.StrandedChecksAsync("main", TestLedger.Now + TimeSpan.FromDays(1), Page, default)).ShouldBeEmpty();
        await ledger.Reader.GapsAsync("main", default);
        await ledger.Reader.DueGapsAsync("main", TestLedger.Now, default);
        await ledger.Reader.DueParkedAsync("main", TestLedger.Now, default);
    }, "IX_calls_workspace_lane_next_check");

    [Fact]
    public Task Nor_does_counting_what_waits() => OnlyWhatIsNeededAsync(async (ledger, _) =>
    {
        (await ledger.Reader.PendingByTypeAsync("main", default)).Values.Sum().ShouldBe(300);
        (await ledger.Reader.CountsAsync("main", 50, default)).ShouldBe(new LedgerCounts(200, TestLedger.Now - TimeSpan.FromMinutes(5 * 1000), 0, 0, 300));
    }, "IX_outbox_workspace_lane_id", "IX_calls_workspace_discovered_at");

    [Fact]
    public async Task What_waits_is_counted_without_its_content()
    {
        var plans = await PlansAsync((ledger, _) => ledger.Reader.PendingByTypeAsync("main", default));

        plans.All.ShouldHaveSingleItem().ShouldNotContain("body");
    }

    [Fact]
    public Task Nor_does_looking_for_what_to_tell() => OnlyWhatIsNeededAsync(async (ledger, _) =>
    {
        (await DueFacts(ledger).NextAsync([CallEventType.CallRecorded], [CallEventType.CallTranscribed], [1, 2], new HashSet<long>(), default)).Count.ShouldBe(201);
    }, "IX_outbox_workspace_lane_id");

    [Fact]
    public Task Nor_does_a_page_of_known_calls() => OnlyWhatIsNeededAsync(PageOfKnownCallsAsync);

    [Fact]
    public async Task Nor_does_one_while_the_server_has_not_counted_them()
    {
        var plans = await PlansAsync(PageOfKnownCallsAsync, counted: false);

        var all = string.Join('\n', plans.All);
        all.ShouldContain("calls", Case.Sensitive);
        plans.ThatReadAll.ShouldBeEmpty(all);
    }

    [Fact]
    public Task Nor_does_marking_what_was_told() => OnlyWhatIsNeededAsync(async (ledger, work) =>
    {
        var told = await DueFacts(ledger).NextAsync([CallEventType.CallRecorded, CallEventType.CallTranscribed], [], [], new HashSet<long>(), default);
        told.Count.ShouldBe(256);
        await work.Writer.CommitAsync(new ChangeSet { Published = told }, default);
    });

    [Fact]
    public Task Nor_does_making_old_calls_small() => OnlyWhatIsNeededAsync(async (ledger, work) =>
    {
        var old = await ledger.Reader.RedactableAsync("main", TestLedger.Now - TimeSpan.FromDays(7), Page, default);
        old.Count.ShouldBe(Page);
        await work.Writer.CommitAsync(new ChangeSet { Redactions = old }, default);
    }, "IX_calls_workspace_created_at");

    private static OutboxReader DueFacts(TestLedger ledger) => new(ledger.Contexts, "main", new PublishingOptions());

    private static Task PageOfKnownCallsAsync(TestLedger ledger, TestLedger.Working work) =>
        work.CommitAsync([.. Enumerable.Range(FullLedger.Calls - Page, Page).Select(number => TestLedger.Listed($"call_{number}", outcome: "lost"))]);

    private async Task OnlyWhatIsNeededAsync(Func<TestLedger, TestLedger.Working, Task> act, params string[] indexes)
    {
        var plans = await PlansAsync(act);

        var all = string.Join('\n', plans.All);
        all.ShouldNotBeEmpty();
        plans.ThatReadAll.ShouldBeEmpty(all);
        foreach (var index in indexes)
            all.ShouldContain(index, Case.Sensitive, all);
    }

    private async Task<QueryPlans> PlansAsync(Func<TestLedger, TestLedger.Working, Task> act, bool counted = true)
    {
        var plans = new QueryPlans();
        await using var ledger = await OpenAsync(plans);
        await using var work = await ledger.WorkAsync(await ledger.BeginAsync());
        await ledger.FillAsync(counted);

        plans.IsOn = true;
        await act(ledger, work);
        plans.IsOn = false;
        return plans;
    }
}
