using CallEvents.Contracts;
using CallEvents.LedgerSpecs;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Revont.Calls;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Feed;

public sealed class RetentionPassTests
{
    [Fact]
    public async Task One_pass_redacts_exactly_the_calls_older_than_the_deepest_reread()
    {
        await using var fixture = await PassFixture.CreateAsync();
        await fixture.SetLastRereadAsync(ago: TimeSpan.FromHours(1));
        var deepest = TestLedger.Now.AddHours(-1).AddDays(-9);
        await fixture.CommitAsync(
            TestLedger.Page([
                .. Enumerable.Range(1, 501).Select(number => TestLedger.FromList($"old_{number}", createdAt: deepest.AddSeconds(-number))),
                .. Enumerable.Range(1, 501).Select(number => Transcribed($"old_{number}")),
                TestLedger.FromList("still_reread", createdAt: deepest),
                Transcribed("still_reread"),
            ])
        );
        await using var ledger = fixture.OpenLedger();
        await fixture.CommitAsync(new SettledEvents([.. ledger.Outbox], []));

        await fixture.RunRetentionPassAsync();

        ledger.Calls.Where(call => call.Fingerprint == null).Select(call => call.CallId).ShouldBe(["still_reread"]);
        ledger.Outbox.Count().ShouldBe(2);

        // Segments without times, so that no settle check is pending.
        static CallObservation Transcribed(string id) =>
            new CallObservation.FromDetail(new CallSnapshot(id), [new Segment { Text = "Hello" }], TestLedger.Now);
    }

    [Fact]
    public async Task A_poller_redacts_calls_older_than_its_deepest_reread()
    {
        await using var time = new AcceleratedClock(factor: 5);
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-1);
        revont.Add("old", start);
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(start, ("Polling:Rereads:0:Depth", "00:10:00")));
        await poller.WaitUntilTranscribedAsync("old");
        await poller.WaitForPollAfterAsync(time, TimeSpan.FromMinutes(15));
        revont.Add("new", revont.Now);
        await poller.WaitUntilTranscribedAsync("new");

        await Eventually.Be(() => Row("old").Fingerprint is not null);
        Row("new").ProspectEmail.ShouldBe(ScriptedCall.ProspectEmail);
        await poller.WaitUntilRecordedOnceAsync("old", "new");

        CallState Row(string id)
        {
            using var ledger = poller.OpenLedger();
            return ledger.Calls.Single(row => row.CallId == id);
        }
    }
}
