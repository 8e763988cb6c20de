using CallEvents.Poller.Ledger;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Feed;

public sealed class ThinningPassTests
{
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
}
