using System.Data.Common;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CallEvents.LedgerSpecs;

public abstract class LedgerWriterTests(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    [Fact]
    public async Task A_row_and_its_facts_are_written_together_and_can_be_read_after_a_restart()
    {
        await using var ledger = await OpenAsync();
        await using var work = await ledger.WorkAsync(await ledger.BeginAsync());

        await work.CommitAsync(TestLedger.Listed("call_1"), TestLedger.Transcribed("call_1"));

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        var facts = await context.Outbox.OrderBy(fact => fact.Revision).ToListAsync();
        facts.Select(fact => fact.Type).ShouldBe([CallEventType.CallRecorded, CallEventType.CallTranscribed]);
        (await context.Calls.SingleAsync()).Revision.ShouldBe(facts[1].Revision);
        (await ledger.Reader.PendingByTypeAsync("main", default)).ShouldBe(new Dictionary<CallEventType, long> { [CallEventType.CallRecorded] = 1, [CallEventType.CallTranscribed] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task Times_and_lengths_come_back_as_they_were()
    {
        await using var ledger = await OpenAsync();
        await using var work = await ledger.WorkAsync(await ledger.BeginAsync());
        var created = new DateTimeOffset(2026, 2, 28, 23, 59, 59, 999, 123, TimeSpan.FromHours(5)).ToUniversalTime();

        await work.CommitAsync(TestLedger.Listed("call_1", createdAt: created));
        await work.CommitAsync(TestLedger.Listed("call_1", createdAt: created));

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        (await context.Calls.SingleAsync()).CreatedAt.ShouldBe(created);
        (await context.Outbox.CountAsync()).ShouldBe(1, "no false edit");
    }

    [Fact]
    public async Task A_told_fact_keeps_its_id_and_loses_its_content()
    {
        await using var ledger = await OpenAsync();
        await using var work = await ledger.WorkAsync(await ledger.BeginAsync());
        await work.CommitAsync(TestLedger.Listed("call_1"));
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        var due = await context.Outbox.AsNoTracking().SingleAsync();
        due.Body.ShouldNotBeNull();

        await work.Writer.CommitAsync(new ChangeSet { Published = [due] }, default);

        var told = await context.Outbox.AsNoTracking().SingleAsync();
        (told.MessageId, told.Body).ShouldBe((due.MessageId, null));
        told.PublishedAt.ShouldNotBeNull();
        work.Status.OutboxPending[CallEventType.CallRecorded].ShouldBe(0);
    }

    [Fact]
    public async Task A_watermark_never_moves_back()
    {
        await using var ledger = await OpenAsync();
        var workspace = await ledger.BeginAsync();
        await using var work = await ledger.WorkAsync(workspace);

        await work.Writer.CommitAsync(new ChangeSet { Watermark = TestLedger.Now }, default);
        await work.Writer.CommitAsync(new ChangeSet { Watermark = TestLedger.Now - TimeSpan.FromHours(1) }, default);

        workspace.Watermark.ShouldBe(TestLedger.Now);
        (await ledger.Reader.WorkspaceAsync("main", default))!.Watermark.ShouldBe(TestLedger.Now);
    }

    [Fact]
    public async Task Nor_do_what_is_backfilled_and_the_time_to_wait_for()
    {
        await using var ledger = await OpenAsync();
        var workspace = await ledger.BeginAsync();
        await using var work = await ledger.WorkAsync(workspace);

        await work.Writer.CommitAsync(new ChangeSet { BackfilledTo = TestLedger.Now, ApiPausedUntil = TestLedger.Now }, default);
        await work.Writer.CommitAsync(new ChangeSet { BackfilledTo = TestLedger.Now - TimeSpan.FromHours(1), ApiPausedUntil = TestLedger.Now - TimeSpan.FromHours(1) }, default);

        var stored = (await ledger.Reader.WorkspaceAsync("main", default))!;
        (workspace.BackfilledTo, workspace.ApiPausedUntil).ShouldBe((TestLedger.Now, TestLedger.Now));
        (stored.BackfilledTo, stored.ApiPausedUntil).ShouldBe((TestLedger.Now, TestLedger.Now));
    }

    [Fact]
    public async Task A_commit_that_fails_changes_nothing_in_memory_either()
    {
        await using var ledger = await OpenAsync();
        var workspace = await ledger.BeginAsync();
        var before = workspace.Watermark;
        await using var work = await ledger.WorkAsync(workspace);
        await using (var context = await ledger.Contexts.CreateDbContextAsync())
            await context.Database.ExecuteSqlRawAsync("ALTER TABLE outbox RENAME TO outbox_away");

        var commit = new ChangeSet { Observations = [TestLedger.Listed("call_1")], Watermark = TestLedger.Now };
        await Should.ThrowAsync<Exception>(() => work.Writer.CommitAsync(commit, default));

        workspace.Watermark.ShouldBe(before);
        work.Status.OutboxPending[CallEventType.CallRecorded].ShouldBe(0);
        await using (var context = await ledger.Contexts.CreateDbContextAsync())
            await context.Database.ExecuteSqlRawAsync("ALTER TABLE outbox_away RENAME TO outbox");
        await work.Writer.CommitAsync(commit, default);
        workspace.Watermark.ShouldBe(TestLedger.Now);
        (await ledger.Reader.PendingByTypeAsync("main", default))[CallEventType.CallRecorded].ShouldBe(1);
    }

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_known_by_the_next_one()
    {
        var line = new BrokenLine();
        await using var ledger = await OpenAsync(line);
        var workspace = await ledger.BeginAsync();
        await using var work = await ledger.WorkAsync(workspace);

        line.IsBroken = true;
        var commit = new ChangeSet { Observations = [TestLedger.Listed("call_1"), new CallObservation.FromList(new("poison"), TestLedger.Now)], Watermark = TestLedger.Now };
        await Should.ThrowAsync<IOException>(() => work.Writer.CommitAsync(commit, default));
        line.IsBroken = false;
        await work.CommitAsync(TestLedger.Listed("call_2"));

        workspace.Watermark.ShouldBe(TestLedger.Now);
        work.Status.OutboxPending[CallEventType.CallRecorded].ShouldBe(2);
        await work.Writer.CommitAsync(commit, default);
        (await ledger.Reader.PendingByTypeAsync("main", default))[CallEventType.CallRecorded].ShouldBe(2, "the call was written already");
        work.Status.OutboxPending[CallEventType.CallRecorded].ShouldBe(2);
    }

    [Fact]
    public async Task Whatever_letters_a_call_brings_are_kept()
    {
        await using var ledger = await OpenAsync();
        await using var work = await ledger.WorkAsync(await ledger.BeginAsync());
        const string letters = "Zürich 東京 🎧 \uFFFD \u0001 ' \" \\ %";

        await work.CommitAsync(TestLedger.Listed($"call {letters}", outcome: letters));
        await work.CommitAsync(TestLedger.Listed($"call {letters}", outcome: letters));

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        (await context.Calls.SingleAsync()).Outcome.ShouldBe(letters);
        (await context.Outbox.CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task One_poison_call_is_parked_and_the_others_are_written()
    {
        await using var ledger = await OpenAsync();
        await using var work = await ledger.WorkAsync(await ledger.BeginAsync());

        await work.CommitAsync(TestLedger.Listed("call_1"), new CallObservation.FromList(new("poison"), TestLedger.Now), TestLedger.Listed("call_2"));

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        (await context.Calls.Select(call => call.CallId).ToListAsync()).ShouldBe(["call_1", "call_2"], ignoreOrder: true);
        var parked = await context.Parked.SingleAsync();
        (parked.Key, parked.Error).ShouldBe(("poison", "created_at: found nothing, expected an ISO 8601 timestamp"));
    }

    [Fact]
    public async Task A_parked_call_that_can_be_read_again_is_parked_no_more()
    {
        await using var ledger = await OpenAsync();
        await using var work = await ledger.WorkAsync(await ledger.BeginAsync());
        await work.CommitAsync(new CallObservation.FromList(new("call_1"), TestLedger.Now));

        await work.CommitAsync(TestLedger.Listed("call_1"));

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        (await context.Parked.CountAsync()).ShouldBe(0);
        (await context.Outbox.CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Commits_that_come_together_share_transactions_and_none_is_lost()
    {
        await using var ledger = await OpenAsync();
        await using var work = await ledger.WorkAsync(await ledger.BeginAsync());

        await Task.WhenAll(Enumerable.Range(0, 500).Select(number => work.CommitAsync(TestLedger.Listed($"call_{number % 100}", outcome: "won"))));

        (await ledger.Reader.PendingByTypeAsync("main", default))[CallEventType.CallRecorded].ShouldBe(100);
    }

    [Fact]
    public async Task One_revision_of_a_call_cannot_be_written_twice()
    {
        await using var ledger = await OpenAsync();
        await using var work = await ledger.WorkAsync(await ledger.BeginAsync());
        await work.CommitAsync(TestLedger.Listed("call_1"));

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        var fact = await context.Outbox.AsNoTracking().SingleAsync();
        context.Outbox.Add(new OutboxRow
        {
            Workspace = fact.Workspace,
            CallId = fact.CallId,
            Revision = fact.Revision,
            Type = CallEventType.CallUpdated,
            MessageId = Guid.Empty,
            Lane = fact.Lane,
            Origin = fact.Origin,
            ObservedAt = fact.ObservedAt,
            Size = 1,
        });
        await Should.ThrowAsync<DbUpdateException>(() => context.SaveChangesAsync());
    }

    /// <summary>Carries every commit out, and breaks before the answer.</summary>
    private sealed class BrokenLine : DbTransactionInterceptor
    {
        public bool IsBroken { get; set; }

        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default) =>
            IsBroken ? Task.FromException(new IOException("the line broke")) : Task.CompletedTask;
    }
}
