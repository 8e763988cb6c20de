using System.Data.Common;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CallEvents.LedgerSpecs;

public abstract class LedgerWriterSpecs(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    [Fact]
    public async Task A_call_and_its_events_are_written_in_one_transaction()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());

        await session.CommitAsync(TestLedger.FromList("call_1"), TestLedger.FromDetail("call_1"));

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        var rows = await context.Outbox.OrderBy(row => row.Revision).ToListAsync();
        rows.Select(row => row.Type).ShouldBe([CallEventType.CallRecorded, CallEventType.CallTranscribed]);
        (await context.Calls.SingleAsync()).Revision.ShouldBe(rows[1].Revision);
        (await ledger.Reader.PendingByTypeAsync("main", int.MaxValue, default)).ShouldBe(
            new Dictionary<CallEventType, long> { [CallEventType.CallRecorded] = 1, [CallEventType.CallTranscribed] = 1 },
            ignoreOrder: true
        );
    }

    [Fact]
    public async Task Times_and_durations_round_trip_exactly()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        var created = new DateTimeOffset(2026, 2, 28, 23, 59, 59, 999, 123, TimeSpan.FromHours(5)).ToUniversalTime();

        await session.CommitAsync(TestLedger.FromList("call_1", createdAt: created));
        await session.CommitAsync(TestLedger.FromList("call_1", createdAt: created));

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        (await context.Calls.SingleAsync()).CreatedAt.ShouldBe(created);
        (await context.Outbox.CountAsync()).ShouldBe(1, "no false edit");
    }

    [Fact]
    public async Task A_published_event_keeps_its_id_and_drops_its_body()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync(TestLedger.FromList("call_1"));
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        var pending = await context.Outbox.AsNoTracking().SingleAsync();
        pending.Body.ShouldNotBeNull();

        await session.CommitAsync(new SettledEvents([pending], []));

        var published = await context.Outbox.AsNoTracking().SingleAsync();
        (published.MessageId, published.Body).ShouldBe((pending.MessageId, null));
        published.PublishedAt.ShouldNotBeNull();
        session.Status.Pending[CallEventType.CallRecorded].ShouldBe(0);
    }

    [Fact]
    public async Task A_watermark_never_moves_back()
    {
        await using var ledger = await OpenAsync();
        var workspace = await ledger.AddWorkspaceAsync();
        await using var session = await ledger.StartSessionAsync(workspace);

        await session.CommitAsync(TestLedger.Page() with { Watermark = TestLedger.Now });
        await session.CommitAsync(TestLedger.Page() with { Watermark = TestLedger.Now - TimeSpan.FromHours(1) });

        session.Progress.Watermark.ShouldBe(TestLedger.Now);
        (await ledger.Reader.WorkspaceAsync("main", default))!.Watermark.ShouldBe(TestLedger.Now);
    }

    [Fact]
    public async Task Backfill_progress_never_moves_back()
    {
        await using var ledger = await OpenAsync();
        var workspace = await ledger.AddWorkspaceAsync();
        await using var session = await ledger.StartSessionAsync(workspace);

        var earlier = TestLedger.Now - TimeSpan.FromHours(1);
        foreach (var reached in (DateTimeOffset[])[TestLedger.Now, earlier])
            await session.CommitAsync(TestLedger.Page() with { BackfilledTo = reached });

        var stored = (await ledger.Reader.WorkspaceAsync("main", default))!;
        session.Progress.BackfilledTo.ShouldBe(TestLedger.Now);
        stored.BackfilledTo.ShouldBe(TestLedger.Now);
    }

    [Fact]
    public async Task A_failed_commit_changes_nothing_in_memory()
    {
        await using var ledger = await OpenAsync();
        var workspace = await ledger.AddWorkspaceAsync();
        var before = workspace.Watermark;
        await using var session = await ledger.StartSessionAsync(workspace);
        await using (var context = await ledger.Contexts.CreateDbContextAsync())
            await context.Database.ExecuteSqlRawAsync("ALTER TABLE outbox RENAME TO outbox_renamed");

        var changes = TestLedger.Page(TestLedger.FromList("call_1")) with { Watermark = TestLedger.Now };
        await Should.ThrowAsync<Exception>(() => session.CommitAsync(changes));

        session.Progress.Watermark.ShouldBe(before);
        session.Status.Pending[CallEventType.CallRecorded].ShouldBe(0);
        await using (var context = await ledger.Contexts.CreateDbContextAsync())
            await context.Database.ExecuteSqlRawAsync("ALTER TABLE outbox_renamed RENAME TO outbox");
        await session.CommitAsync(changes);
        session.Progress.Watermark.ShouldBe(TestLedger.Now);
        (await ledger.Reader.PendingByTypeAsync("main", int.MaxValue, default))[CallEventType.CallRecorded].ShouldBe(1);
    }

    [Fact]
    public async Task A_commit_whose_response_is_lost_is_noticed_by_the_next_one()
    {
        var connection = new UnreliableConnection();
        await using var ledger = await OpenAsync(connection);
        var workspace = await ledger.AddWorkspaceAsync();
        await using var session = await ledger.StartSessionAsync(workspace);

        connection.LosesResponses = true;
        var malformed = new CallObservation.FromList(new("malformed"), TestLedger.Now);
        var changes = TestLedger.Page(TestLedger.FromList("call_1"), malformed) with { Watermark = TestLedger.Now };
        await Should.ThrowAsync<IOException>(() => session.CommitAsync(changes));
        connection.LosesResponses = false;
        await session.CommitAsync(TestLedger.FromList("call_2"));

        session.Progress.Watermark.ShouldBe(TestLedger.Now);
        session.Status.Pending[CallEventType.CallRecorded].ShouldBe(2);
        await session.CommitAsync(changes);
        var pending = await ledger.Reader.PendingByTypeAsync("main", int.MaxValue, default);
        pending[CallEventType.CallRecorded].ShouldBe(2, "the first commit wrote the call");
        session.Status.Pending[CallEventType.CallRecorded].ShouldBe(2);
    }

    [Fact]
    public async Task Any_characters_in_a_call_are_stored_unchanged()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        const string characters = "Zürich 東京 🎧 \uFFFD \u0001 ' \" \\ %";

        await session.CommitAsync(TestLedger.FromList($"call {characters}", outcome: characters));
        await session.CommitAsync(TestLedger.FromList($"call {characters}", outcome: characters));

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        (await context.Calls.SingleAsync()).Outcome.ShouldBe(characters);
        (await context.Outbox.CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task One_malformed_call_is_parked_and_the_others_are_written()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());

        await session.CommitAsync(
            TestLedger.FromList("call_1"),
            new CallObservation.FromList(new("malformed"), TestLedger.Now),
            TestLedger.FromList("call_2")
        );

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        (await context.Calls.Select(call => call.CallId).ToListAsync()).ShouldBe(["call_1", "call_2"], ignoreOrder: true);
        var parked = await context.Parked.SingleAsync();
        (parked.Key, parked.Error).ShouldBe(("malformed", "created_at: found nothing, expected an ISO 8601 timestamp"));
    }

    [Fact]
    public async Task A_parked_call_that_becomes_readable_is_released()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync(new CallObservation.FromList(new("call_1"), TestLedger.Now));

        await session.CommitAsync(TestLedger.FromList("call_1"));

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        (await context.Parked.CountAsync()).ShouldBe(0);
        (await context.Outbox.CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Concurrent_commits_share_transactions_and_none_is_lost()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());

        await Task.WhenAll(
            Enumerable.Range(0, 500).Select(number => session.CommitAsync(TestLedger.FromList($"call_{number % 100}", outcome: "won")))
        );

        (await ledger.Reader.PendingByTypeAsync("main", int.MaxValue, default))[CallEventType.CallRecorded].ShouldBe(100);
    }

    [Fact]
    public async Task One_revision_of_a_call_cannot_be_written_twice()
    {
        await using var ledger = await OpenAsync();
        await using var session = await ledger.StartSessionAsync(await ledger.AddWorkspaceAsync());
        await session.CommitAsync(TestLedger.FromList("call_1"));

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        var row = await context.Outbox.AsNoTracking().SingleAsync();
        context.Outbox.Add(
            new OutboxRow
            {
                Workspace = row.Workspace,
                CallId = row.CallId,
                Revision = row.Revision,
                Type = CallEventType.CallUpdated,
                MessageId = Guid.Empty,
                Lane = row.Lane,
                Origin = row.Origin,
                ObservedAt = row.ObservedAt,
                Size = 1,
            }
        );
        await Should.ThrowAsync<DbUpdateException>(() => context.SaveChangesAsync());
    }

    /// <summary>Executes every commit, and fails before the response arrives.</summary>
    private sealed class UnreliableConnection : DbTransactionInterceptor
    {
        public bool LosesResponses { get; set; }

        public override Task TransactionCommittedAsync(
            DbTransaction transaction,
            TransactionEndEventData eventData,
            CancellationToken cancellationToken = default
        ) => LosesResponses ? Task.FromException(new IOException("connection reset")) : Task.CompletedTask;
    }
}
