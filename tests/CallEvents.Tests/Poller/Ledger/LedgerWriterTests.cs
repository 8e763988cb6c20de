using CallEvents.Poller.Ledger;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class LedgerWriterTests
{
    [Fact]
    public async Task A_row_and_its_facts_are_written_together_and_can_be_read_after_a_restart()
    {
        await using var file = await LedgerFile.CreateAsync();
        await using var work = await file.WorkAsync(await file.BeginAsync());

        await work.CommitAsync(LedgerFile.Listed("call_1"), LedgerFile.Transcribed("call_1"));

        await using var context = await file.Contexts.CreateDbContextAsync();
        var facts = await context.Facts.OrderBy(fact => fact.Revision).ToListAsync();
        facts.Select(fact => fact.Type).ShouldBe([FactType.CallRecorded, FactType.CallTranscribed]);
        (await context.Calls.SingleAsync()).Revision.ShouldBe(facts[1].Revision);
        (await file.Reader.DueByTypeAsync("main", default)).ShouldBe(new Dictionary<FactType, long> { [FactType.CallRecorded] = 1, [FactType.CallTranscribed] = 1 }, ignoreOrder: true);
    }

    [Fact]
    public async Task Times_and_lengths_come_back_as_they_were()
    {
        await using var file = await LedgerFile.CreateAsync();
        await using var work = await file.WorkAsync(await file.BeginAsync());
        var created = new DateTimeOffset(2026, 2, 28, 23, 59, 59, 999, 123, TimeSpan.FromHours(5)).ToUniversalTime();

        await work.CommitAsync(LedgerFile.Listed("call_1", createdAt: created));
        await work.CommitAsync(LedgerFile.Listed("call_1", createdAt: created));

        await using var context = await file.Contexts.CreateDbContextAsync();
        (await context.Calls.SingleAsync()).CreatedAt.ShouldBe(created);
        (await context.Facts.CountAsync()).ShouldBe(1, "no false edit");
    }

    [Fact]
    public async Task A_told_fact_keeps_its_id_and_loses_its_content()
    {
        await using var file = await LedgerFile.CreateAsync();
        await using var work = await file.WorkAsync(await file.BeginAsync());
        await work.CommitAsync(LedgerFile.Listed("call_1"));
        await using var context = await file.Contexts.CreateDbContextAsync();
        var due = await context.Facts.AsNoTracking().SingleAsync();
        due.Body.ShouldNotBeNull();

        await work.Writer.CommitAsync(new Commit { Told = [due] }, default);

        var told = await context.Facts.AsNoTracking().SingleAsync();
        (told.MessageId, told.Body).ShouldBe((due.MessageId, null));
        told.ToldAt.ShouldNotBeNull();
        work.Status.Due[FactType.CallRecorded].ShouldBe(0);
    }

    [Fact]
    public async Task A_watermark_never_moves_back()
    {
        await using var file = await LedgerFile.CreateAsync();
        var workspace = await file.BeginAsync();
        await using var work = await file.WorkAsync(workspace);

        await work.Writer.CommitAsync(new Commit { Watermark = LedgerFile.Now }, default);
        await work.Writer.CommitAsync(new Commit { Watermark = LedgerFile.Now - TimeSpan.FromHours(1) }, default);

        workspace.Watermark.ShouldBe(LedgerFile.Now);
        (await file.Reader.WorkspaceAsync("main", default))!.Watermark.ShouldBe(LedgerFile.Now);
    }

    [Fact]
    public async Task A_commit_that_fails_changes_nothing_in_memory_either()
    {
        await using var file = await LedgerFile.CreateAsync();
        var workspace = await file.BeginAsync();
        var before = workspace.Watermark;
        await using var work = await file.WorkAsync(workspace);
        await using (var context = await file.Contexts.CreateDbContextAsync())
            await context.Database.ExecuteSqlRawAsync("CREATE TRIGGER full BEFORE INSERT ON facts BEGIN SELECT RAISE(ABORT, 'disk full'); END");

        var commit = new Commit { Answers = [LedgerFile.Listed("call_1")], Watermark = LedgerFile.Now };
        await Should.ThrowAsync<Exception>(() => work.Writer.CommitAsync(commit, default));

        workspace.Watermark.ShouldBe(before);
        work.Status.Due[FactType.CallRecorded].ShouldBe(0);
        await using (var context = await file.Contexts.CreateDbContextAsync())
            await context.Database.ExecuteSqlRawAsync("DROP TRIGGER full");
        await work.Writer.CommitAsync(commit, default);
        workspace.Watermark.ShouldBe(LedgerFile.Now);
        (await file.Reader.DueByTypeAsync("main", default))[FactType.CallRecorded].ShouldBe(1);
    }

    [Fact]
    public async Task One_poison_call_is_parked_and_the_others_are_written()
    {
        await using var file = await LedgerFile.CreateAsync();
        await using var work = await file.WorkAsync(await file.BeginAsync());

        await work.CommitAsync(LedgerFile.Listed("call_1"), new Answer.Listed(new("poison"), LedgerFile.Now), LedgerFile.Listed("call_2"));

        await using var context = await file.Contexts.CreateDbContextAsync();
        (await context.Calls.Select(call => call.CallId).ToListAsync()).ShouldBe(["call_1", "call_2"], ignoreOrder: true);
        var parked = await context.Parked.SingleAsync();
        (parked.Key, parked.Error).ShouldBe(("poison", "created_at: found nothing, expected an ISO 8601 timestamp"));
    }

    [Fact]
    public async Task A_parked_call_that_can_be_read_again_is_parked_no_more()
    {
        await using var file = await LedgerFile.CreateAsync();
        await using var work = await file.WorkAsync(await file.BeginAsync());
        await work.CommitAsync(new Answer.Listed(new("call_1"), LedgerFile.Now));

        await work.CommitAsync(LedgerFile.Listed("call_1"));

        await using var context = await file.Contexts.CreateDbContextAsync();
        (await context.Parked.CountAsync()).ShouldBe(0);
        (await context.Facts.CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Commits_that_come_together_share_transactions_and_none_is_lost()
    {
        await using var file = await LedgerFile.CreateAsync();
        await using var work = await file.WorkAsync(await file.BeginAsync());

        await Task.WhenAll(Enumerable.Range(0, 500).Select(number => work.CommitAsync(LedgerFile.Listed($"call_{number % 100}", outcome: "won"))));

        (await file.Reader.DueByTypeAsync("main", default))[FactType.CallRecorded].ShouldBe(100);
    }

    [Fact]
    public async Task One_revision_of_a_call_cannot_be_written_twice()
    {
        await using var file = await LedgerFile.CreateAsync();
        await using var work = await file.WorkAsync(await file.BeginAsync());
        await work.CommitAsync(LedgerFile.Listed("call_1"));

        await using var context = await file.Contexts.CreateDbContextAsync();
        var fact = await context.Facts.AsNoTracking().SingleAsync();
        context.Facts.Add(new FactRow
        {
            Workspace = fact.Workspace,
            CallId = fact.CallId,
            Revision = fact.Revision,
            Type = FactType.CallUpdated,
            MessageId = Guid.Empty,
            Lane = fact.Lane,
            Origin = fact.Origin,
            ObservedAt = fact.ObservedAt,
            Size = 1,
        });
        await Should.ThrowAsync<DbUpdateException>(() => context.SaveChangesAsync());
    }
}
