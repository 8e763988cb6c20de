using System.Text.Json;
using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.LedgerSpecs;

public abstract class ThinningTests(Func<Task<string>> createDatabase) : LedgerSpec(createDatabase)
{
    private static readonly DateTimeOffset Created = TestLedger.Now - TimeSpan.FromDays(9);

    [Fact]
    public async Task A_thinned_call_keeps_its_id_and_revision_and_no_personal_data()
    {
        await using var ledger = await OpenAsync();
        await using var work = await ledger.WorkAsync(await ledger.BeginAsync());
        var told = await ToldAsync(ledger, work);

        await ThinAsync(ledger, work);

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        var row = await context.Calls.SingleAsync();
        (row.CallId, row.Revision, row.ProspectEmail, row.RepId).ShouldBe(("call_1", told[^1].Revision, null, null));
        row.Fingerprint.ShouldNotBeNull().ShouldNotContain("jane");
        (await context.Outbox.CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Shown_again_as_it_was_it_tells_nothing_and_stays_thin()
    {
        await using var ledger = await OpenAsync();
        await using var work = await ledger.WorkAsync(await ledger.BeginAsync());
        await ToldAsync(ledger, work);
        await ThinAsync(ledger, work);

        await work.CommitAsync(Listed());
        await work.CommitAsync(new CallObservation.FromList(new CallSnapshot("call_1"), TestLedger.Now), Detailed());

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        (await context.Outbox.CountAsync()).ShouldBe(0);
        await work.CommitAsync(Listed());
        (await context.Outbox.CountAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("jane@example.com", "user_1", "lost", "outcome")]
    [InlineData("jane@example.org", "user_1", "won", "prospectEmail")]
    [InlineData(null, "user_2", "won", "repId,prospectEmail")]
    public async Task Shown_again_with_an_edit_it_tells_what_changed(string? email, string rep, string outcome, string changed)
    {
        await using var ledger = await OpenAsync();
        await using var work = await ledger.WorkAsync(await ledger.BeginAsync());
        var told = await ToldAsync(ledger, work);
        await ThinAsync(ledger, work);

        await work.CommitAsync(Listed(email, rep, outcome));

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        var fact = await context.Outbox.SingleAsync();
        (fact.Type, fact.Revision > told[^1].Revision).ShouldBe((CallEventType.CallUpdated, true));
        var json = new byte[fact.Size];
        OutboxBody.Decode(fact.Body!, json);
        var message = JsonSerializer.Deserialize<CallUpdated>(json, OutboxBody.JsonOptions)!;
        message.ChangedFields.ShouldBe(changed.Split(','));
        (message.Call.ProspectEmail, message.Call.RepId, message.Call.Outcome).ShouldBe((email, rep, outcome));
        (await context.Calls.SingleAsync()).Fingerprint.ShouldBeNull();
    }

    [Fact]
    public async Task What_still_waits_for_something_is_not_thinned()
    {
        await using var ledger = await OpenAsync();
        var workspace = await ledger.BeginAsync();
        await using var work = await ledger.WorkAsync(workspace);
        await work.CommitAsync(Listed());
        await TellAllAsync(ledger, work);
        (await ThinnableAsync(ledger)).ShouldBeEmpty("its transcript is pending");

        await work.CommitAsync(Detailed());
        (await ThinnableAsync(ledger)).ShouldBeEmpty("a fact is due");
        await TellAllAsync(ledger, work);
        (await ledger.Reader.RedactableAsync("main", Created, 10, default)).ShouldBeEmpty("a re-read may still show it");
        (await ThinnableAsync(ledger)).ShouldBe(["call_1"]);

        await ThinAsync(ledger, work);
        (await ThinnableAsync(ledger)).ShouldBeEmpty("thinned already");
    }

    [Fact]
    public async Task What_has_come_to_wait_for_something_since_it_was_found_is_left_as_it_is()
    {
        await using var ledger = await OpenAsync();
        await using var work = await ledger.WorkAsync(await ledger.BeginAsync());
        await ToldAsync(ledger, work);
        var found = await ThinnableAsync(ledger);

        await work.CommitAsync(Listed(outcome: "lost"));
        await work.Writer.CommitAsync(new ChangeSet { Redactions = found }, default);

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        (await context.Calls.SingleAsync()).ProspectEmail.ShouldBe("jane@example.com", "its edit is still to be told");
        (await context.Outbox.CountAsync()).ShouldBe(3);
    }

    [Fact]
    public async Task A_call_whose_transcript_is_to_be_looked_at_once_more_is_not_thinned()
    {
        await using var ledger = await OpenAsync();
        await using var work = await ledger.WorkAsync(await ledger.BeginAsync());
        var early = new CallObservation.FromDetail(new CallSnapshot("call_1") { DurationSeconds = 600d }, [new Segment { EndMs = 1_000, Text = "Hello" }], TestLedger.Now);
        await work.CommitAsync(Listed(), early);
        await TellAllAsync(ledger, work);

        (await ThinnableAsync(ledger)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_of_another_workspace_is_not_thinned_with_its_namesake()
    {
        await using var ledger = await OpenAsync();
        await using var work = await ledger.WorkAsync(await ledger.BeginAsync());
        await using var elsewhere = await ledger.WorkAsync(await ledger.BeginAsync("other"));
        await ToldAsync(ledger, work);
        await elsewhere.CommitAsync(Listed(), Detailed());
        await TellAllAsync(ledger, elsewhere);

        await ThinAsync(ledger, work);

        await using var context = await ledger.Contexts.CreateDbContextAsync();
        (await context.Calls.SingleAsync(row => row.Workspace == "main")).ProspectEmail.ShouldBeNull();
        (await context.Calls.SingleAsync(row => row.Workspace == "other")).ProspectEmail.ShouldBe("jane@example.com");
        (await context.Outbox.Select(fact => fact.Workspace).ToListAsync()).ShouldBe(["other", "other"]);
    }

    private static CallObservation.FromList Listed(string? email = "jane@example.com", string rep = "user_1", string outcome = "won") =>
        new CallObservation.FromList(new CallSnapshot("call_1") { CreatedAt = Created, RepId = rep, ProspectEmail = email, Outcome = outcome, DurationSeconds = 60d }, TestLedger.Now);

    private static CallObservation Detailed() => TestLedger.Transcribed("call_1");

    private static async Task<List<OutboxRow>> ToldAsync(TestLedger ledger, TestLedger.Working work)
    {
        await work.CommitAsync(Listed(), Detailed());
        return await TellAllAsync(ledger, work);
    }

    private static async Task<List<OutboxRow>> TellAllAsync(TestLedger ledger, TestLedger.Working work)
    {
        await using var context = await ledger.Contexts.CreateDbContextAsync();
        var due = await context.Outbox.AsNoTracking().Where(fact => fact.PublishedAt == null).OrderBy(fact => fact.Revision).ToListAsync();
        await work.Writer.CommitAsync(new ChangeSet { Published = due }, default);
        return due;
    }

    private static Task<List<string>> ThinnableAsync(TestLedger ledger) => ledger.Reader.RedactableAsync("main", Created.AddDays(1), 10, default);

    private static async Task ThinAsync(TestLedger ledger, TestLedger.Working work) =>
        await work.Writer.CommitAsync(new ChangeSet { Redactions = await ThinnableAsync(ledger) }, default);
}
