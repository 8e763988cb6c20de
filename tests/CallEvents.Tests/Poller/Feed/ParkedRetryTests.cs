using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Feed;

public sealed class ParkedRetryTests
{
    [Fact]
    public async Task A_gap_that_fails_again_is_retried_in_an_hour()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-10);
        var broken = start.AddMinutes(5).AddMilliseconds(500);
        revont.Add("call_1", broken);
        revont.RespondWithStatus(request => request.Covers(broken), 500);
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(start));
        await Eventually.Be(() => poller.Gaps().Count == 1);
        var before = revont.Requests.Count(request => request.Covers(broken));
        await poller.MakeRetriesDueAsync();
        await Eventually.Be(() => poller.Gaps().Single().NextRetryAt > time.GetUtcNow().AddMinutes(45));
        revont.Requests.Count(request => request.Covers(broken)).ShouldBeGreaterThan(before);
        poller.RecordedCallIds().ShouldBeEmpty();

        revont.StopIntercepting();
        await poller.MakeRetriesDueAsync();
        await poller.WaitUntilRecordedOnceAsync("call_1");
        await Eventually.Be(() => poller.Gaps().Count == 0);
    }

    [Fact]
    public async Task A_call_with_a_broken_list_item_is_read_by_id_and_stays_parked_while_listed()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-30);
        foreach (var (id, minute) in (IEnumerable<(string, int)>)[("old", 5), ("new", 29)])
            revont.Put(new ScriptedCall(id, start.AddMinutes(minute)) { Item = $$"""{"id":"{{id}}","created_at":"yesterday"}""" });
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(start, ("Polling:Rereads:0:Depth", "00:15:00")));
        await poller.WaitUntilBackfilledAsync();
        await Eventually.Be(() => poller.Parked().Count == 2);
        await poller.MakeRetriesDueAsync();
        await poller.WaitUntilTranscribedAsync("old", "new");
        await poller.WaitUntilRecordedOnceAsync("old", "new");
        (await Eventually.Be(() => poller.Parked(), parked => parked.Count == 1)).Single().Key.ShouldBe("new");
        poller.Parked().Single().NextRetryAt.ShouldBeGreaterThan(time.GetUtcNow().AddMinutes(30));
    }
}
