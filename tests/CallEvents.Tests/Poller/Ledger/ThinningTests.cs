using CallEvents.Contracts;
using CallEvents.Poller.Api;
using CallEvents.Poller.Ledger;
using CallEvents.TestSupport;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class ThinningTests
{
    private static readonly DateTimeOffset Created = LedgerFile.Now - TimeSpan.FromDays(9);

    [Fact]
    public async Task A_thinned_call_keeps_its_id_and_revision_and_no_personal_data()
    {
        await using var file = await LedgerFile.CreateAsync();
        await using var work = await file.WorkAsync(await file.BeginAsync());
        var told = await ToldAsync(file, work);

        await ThinAsync(file, work);

        await using var context = await file.Contexts.CreateDbContextAsync();
        var row = await context.Calls.SingleAsync();
        (row.CallId, row.Revision, row.ProspectEmail, row.RepId, row.TranscriptHash).ShouldBe(("call_1", told[^1].Revision, null, null, null));
        row.Fingerprint.ShouldNotBeNull().ShouldNotContain("jane");
        (await context.Facts.CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Shown_again_as_it_was_it_tells_nothing_and_stays_thin()
    {
        await using var file = await LedgerFile.CreateAsync();
        await using var work = await file.WorkAsync(await file.BeginAsync());
        await ToldAsync(file, work);
        await ThinAsync(file, work);

        await work.CommitAsync(Listed());
        await work.CommitAsync(new Answer.Listed(new SeenCall("call_1"), LedgerFile.Now), Detailed());

        await using var context = await file.Contexts.CreateDbContextAsync();
        (await context.Facts.CountAsync()).ShouldBe(0);
        await work.CommitAsync(Listed());
        (await context.Facts.CountAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("jane@example.com", "user_1", "lost", "outcome")]
    [InlineData("jane@example.org", "user_1", "won", "prospectEmail")]
    [InlineData(null, "user_2", "won", "repId,prospectEmail")]
    public async Task Shown_again_with_an_edit_it_tells_what_changed(string? email, string rep, string outcome, string changed)
    {
        await using var file = await LedgerFile.CreateAsync();
        await using var work = await file.WorkAsync(await file.BeginAsync());
        var told = await ToldAsync(file, work);
        await ThinAsync(file, work);

        await work.CommitAsync(Listed(email, rep, outcome));

        await using var context = await file.Contexts.CreateDbContextAsync();
        var fact = await context.Facts.SingleAsync();
        (fact.Type, fact.Revision > told[^1].Revision).ShouldBe((FactType.CallUpdated, true));
        var message = CallEvents.Poller.Publishing.FactBody.Unpack<CallUpdated>(fact.Body!);
        message.ChangedFields.ShouldBe(changed.Split(','));
        (message.Call.ProspectEmail, message.Call.RepId, message.Call.Outcome).ShouldBe((email, rep, outcome));
        (await context.Calls.SingleAsync()).Fingerprint.ShouldBeNull();
    }

    [Fact]
    public async Task What_still_waits_for_something_is_not_thinned()
    {
        await using var file = await LedgerFile.CreateAsync();
        var workspace = await file.BeginAsync();
        await using var work = await file.WorkAsync(workspace);
        await work.CommitAsync(Listed());
        await TellAllAsync(file, work);
        (await ThinnableAsync(file)).ShouldBeEmpty("its transcript is pending");

        await work.CommitAsync(Detailed());
        (await ThinnableAsync(file)).ShouldBeEmpty("a fact is due");
        await TellAllAsync(file, work);
        (await file.Reader.ThinnableAsync("main", Created, 10, default)).ShouldBeEmpty("a re-read may still show it");
        (await ThinnableAsync(file)).ShouldBe(["call_1"]);

        await ThinAsync(file, work);
        (await ThinnableAsync(file)).ShouldBeEmpty("thinned already");
    }

    [Fact]
    public async Task A_poller_thins_what_lies_below_its_deepest_reread()
    {
        await using var time = new TimeLapse(times: 5);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-1);
        revont.Add("old", start);
        await using var poller = await revont.PollAsync(settings: Polled.Fast(start, ("Polling:Rereads:0:Depth", "00:10:00")), change: Polled.By(time));
        await poller.HasTranscribedAsync("old");
        await poller.PassesAsync(time, TimeSpan.FromMinutes(15));
        revont.Add("new", revont.Now);
        await poller.HasTranscribedAsync("new");

        await Eventually.Be(() => Row("old").Fingerprint is not null);
        Row("new").ProspectEmail.ShouldBe(ScriptedCall.ProspectEmail);
        await poller.HasToldOnceAsync("old", "new");

        CallRow Row(string id)
        {
            using var ledger = poller.OpenLedger();
            return ledger.Calls.Single(row => row.CallId == id);
        }
    }

    private static Answer.Listed Listed(string? email = "jane@example.com", string rep = "user_1", string outcome = "won") =>
        new Answer.Listed(new SeenCall("call_1") { CreatedAt = Created, RepId = rep, ProspectEmail = email, Outcome = outcome, DurationSeconds = 60d }, LedgerFile.Now);

    private static Answer Detailed() => LedgerFile.Transcribed("call_1");

    private static async Task<List<FactRow>> ToldAsync(LedgerFile file, LedgerFile.Working work)
    {
        await work.CommitAsync(Listed(), Detailed());
        return await TellAllAsync(file, work);
    }

    private static async Task<List<FactRow>> TellAllAsync(LedgerFile file, LedgerFile.Working work)
    {
        await using var context = await file.Contexts.CreateDbContextAsync();
        var due = await context.Facts.AsNoTracking().Where(fact => fact.ToldAt == null).OrderBy(fact => fact.Revision).ToListAsync();
        await work.Writer.CommitAsync(new Commit { Told = due }, default);
        return due;
    }

    private static Task<List<string>> ThinnableAsync(LedgerFile file) => file.Reader.ThinnableAsync("main", Created.AddDays(1), 10, default);

    private static async Task ThinAsync(LedgerFile file, LedgerFile.Working work) =>
        await work.Writer.CommitAsync(new Commit { Thin = await ThinnableAsync(file) }, default);
}
