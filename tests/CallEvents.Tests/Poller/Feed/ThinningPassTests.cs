using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.TestSupport;
using CallEvents.LedgerSpecs;

namespace CallEvents.Tests.Poller.Feed;

public sealed class ThinningPassTests
{
    [Fact]
    public async Task One_pass_thins_all_that_no_reread_will_show_again_and_nothing_else()
    {
        await using var passes = await Passes.BeginAsync();
        await passes.ReadAgainAsync(ago: TimeSpan.FromHours(1));
        var deepest = TestLedger.Now.AddHours(-1).AddDays(-9);
        await passes.CommitAsync(new ChangeSet
        {
            Observations =
            [
                .. Enumerable.Range(1, 501).Select(number => TestLedger.Listed($"old_{number}", createdAt: deepest.AddSeconds(-number))),
                .. Enumerable.Range(1, 501).Select(number => Transcribed($"old_{number}")),
                TestLedger.Listed("still_shown", createdAt: deepest), Transcribed("still_shown"),
            ],
        });
        await using var ledger = passes.OpenLedger();
        await passes.CommitAsync(new ChangeSet { Published = [.. ledger.Outbox] });

        await passes.ThinAsync();

        ledger.Calls.Where(call => call.Fingerprint == null).Select(call => call.CallId).ShouldBe(["still_shown"]);
        ledger.Outbox.Count().ShouldBe(2);

        // Without times, so that it need not be looked at once more.
        static CallObservation Transcribed(string id) => new CallObservation.FromDetail(new CallSnapshot(id), [new Segment { Text = "Hello" }], TestLedger.Now);
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

        CallState Row(string id)
        {
            using var ledger = poller.OpenLedger();
            return ledger.Calls.Single(row => row.CallId == id);
        }
    }
}
