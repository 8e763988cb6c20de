using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Outbox;

namespace CallEvents.LedgerSpecs;

public abstract class QueryPlanSpecs(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    private const int PageSize = 100;

    [Fact]
    public Task The_queries_of_every_pass_read_only_the_needed_rows() =>
        ShouldReadOnlyNeededRowsAsync(
            async (ledger, _) =>
            {
                (await ledger.Reader.DueChecksAsync("main", TestLedger.Now, PageSize, default)).Count.ShouldBe(PageSize);
                (await ledger.Reader.NextCheckAsync("main", default)).ShouldNotBeNull();
                (await ledger.Reader.StrandedChecksAsync("main", TestLedger.Now + TimeSpan.FromDays(1), PageSize, default)).ShouldBeEmpty();
                await ledger.Reader.GapsAsync("main", default);
                await ledger.Reader.DueGapsAsync("main", TestLedger.Now, default);
                await ledger.Reader.DueParkedAsync("main", TestLedger.Now, default);
            },
            "IX_calls_workspace_lane_next_check"
        );

    [Fact]
    public Task Counting_pending_work_reads_only_the_needed_rows() =>
        ShouldReadOnlyNeededRowsAsync(
            async (ledger, _) =>
            {
                (await ledger.Reader.PendingByTypeAsync("main", int.MaxValue, default)).Values.Sum().ShouldBe(300);
                var counts = await ledger.Reader.CountsAsync("main", 50, default);
                (counts.PendingTranscripts, counts.OldestPendingTranscript, counts.Parked, counts.Gaps, counts.Oversized).ShouldBe(
                    (200, TestLedger.Now - TimeSpan.FromMinutes(5 * 1000), 0, 0, 300)
                );
                counts.OldestPendingEvents.ShouldBeEmpty("all of them are oversized");
                (await ledger.Reader.CountsAsync("main", 1_000, default)).OldestPendingEvents.Keys.ShouldBe(
                    [CallEventType.CallRecorded, CallEventType.CallTranscribed],
                    ignoreOrder: true
                );
            },
            "IX_outbox_workspace_lane_id",
            "IX_calls_workspace_discovered_at"
        );

    [Fact]
    public async Task Pending_events_are_counted_without_reading_their_bodies()
    {
        var recorder = await RecordPlansAsync((ledger, _) => ledger.Reader.PendingByTypeAsync("main", int.MaxValue, default));

        recorder.Plans.ShouldHaveSingleItem().ShouldNotContain("body");
    }

    [Fact]
    public Task Reading_the_outbox_reads_only_the_needed_rows() =>
        ShouldReadOnlyNeededRowsAsync(
            async (ledger, _) =>
            {
                var query = new OutboxQuery
                {
                    Routable = [CallEventType.CallRecorded],
                    Probing = [CallEventType.CallTranscribed],
                    Excluded = [1, 2],
                };
                (await Outbox(ledger).NextAsync(query, default)).Count.ShouldBe(201);
            },
            "IX_outbox_workspace_lane_id"
        );

    [Fact]
    public Task Committing_a_page_of_known_calls_reads_only_the_needed_rows() => ShouldReadOnlyNeededRowsAsync(CommitKnownPageAsync);

    [Fact]
    public async Task Committing_known_calls_reads_only_the_needed_rows_without_statistics()
    {
        var recorder = await RecordPlansAsync(CommitKnownPageAsync, analyze: false);

        var all = string.Join('\n', recorder.Plans);
        all.ShouldContain("calls", Case.Sensitive);
        recorder.FullScans.ShouldBeEmpty(all);
    }

    [Fact]
    public Task Marking_events_as_published_reads_only_the_needed_rows() =>
        ShouldReadOnlyNeededRowsAsync(
            async (ledger, session) =>
            {
                var query = new OutboxQuery { Routable = [CallEventType.CallRecorded, CallEventType.CallTranscribed] };
                var published = await Outbox(ledger).NextAsync(query, default);
                published.Count.ShouldBe(256);
                await session.CommitAsync(new SettledEvents(published[..200], published[200..]));
            }
        );

    [Fact]
    public Task Redacting_old_calls_reads_only_the_needed_rows() =>
        ShouldReadOnlyNeededRowsAsync(
            async (ledger, session) =>
            {
                var old = await ledger.Reader.RedactableAsync(
                    "main",
                    TestLedger.Now - TimeSpan.FromDays(7),
                    PageSize,
                    int.MaxValue,
                    default
                );
                old.Count.ShouldBe(PageSize);
                await session.CommitAsync(new Redactions(old));
            },
            "IX_calls_workspace_created_at"
        );

    private static OutboxReader Outbox(TestLedger ledger) => new(ledger.Contexts, "main", new PublishingOptions());

    private static Task CommitKnownPageAsync(TestLedger ledger, TestLedger.Session session)
    {
        var numbers = Enumerable.Range(LedgerSeed.CallCount - PageSize, PageSize);
        return session.CommitAsync([.. numbers.Select(number => TestLedger.FromList($"call_{number}", outcome: "lost"))]);
    }

    private async Task ShouldReadOnlyNeededRowsAsync(Func<TestLedger, TestLedger.Session, Task> act, params string[] indexes)
    {
        var recorder = await RecordPlansAsync(act);

        var all = string.Join('\n', recorder.Plans);
        all.ShouldNotBeEmpty();
        recorder.FullScans.ShouldBeEmpty(all);
        foreach (var index in indexes)
            all.ShouldContain(index, Case.Sensitive, all);
    }

    private async Task<QueryPlanRecorder> RecordPlansAsync(Func<TestLedger, TestLedger.Session, Task> act, bool analyze = true)
    {
        var recorder = new QueryPlanRecorder();
        await using var ledger = await OpenAsync(recorder);
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await ledger.SeedAsync(analyze);

        recorder.IsRecording = true;
        await act(ledger, session);
        recorder.IsRecording = false;
        return recorder;
    }
}
