using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Feed;

public sealed class SetAsideTests
{
    [Fact]
    public async Task A_gap_that_fails_again_stays_one_and_is_tried_in_an_hour()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-10);
        var broken = start.AddMinutes(5).AddMilliseconds(500);
        revont.Add("call_1", broken);
        revont.Answer(request => request.Covers(broken), 500);
        await using var poller = await revont.PollAsync(settings: Polled.Fast(start), change: Polled.By(time));
        await Eventually.Be(() => poller.Gaps().Count == 1);
        var before = revont.Asked.Count(request => request.Covers(broken));
        await MakeDueAsync(poller);
        await Eventually.Be(() => poller.Gaps().Single().NextRetryAt > time.GetUtcNow().AddMinutes(45));
        revont.Asked.Count(request => request.Covers(broken)).ShouldBeGreaterThan(before);
        poller.Recorded().ShouldBeEmpty();

        revont.Otherwise = (_, _) => Task.FromResult(false);
        await MakeDueAsync(poller);
        await poller.HasToldOnceAsync("call_1");
        await Eventually.Be(() => poller.Gaps().Count == 0);
    }

    [Fact]
    public async Task A_call_that_pages_show_broken_is_read_by_its_id_and_parked_for_as_long_as_a_page_will_show_it()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-30);
        foreach (var (id, minute) in (IEnumerable<(string, int)>)[("old", 5), ("new", 29)])
            revont.Put(new ScriptedCall(id, start.AddMinutes(minute)) { Item = $$"""{"id":"{{id}}","created_at":"yesterday"}""" });
        await using var poller = await revont.PollAsync(settings: Polled.Fast(start, ("Polling:Rereads:0:Depth", "00:15:00")), change: Polled.By(time));
        await poller.IsBackfilledAsync();
        await Eventually.Be(() => poller.Parked().Count == 2);
        await MakeDueAsync(poller);
        await poller.HasTranscribedAsync("old", "new");
        await poller.HasToldOnceAsync("old", "new");
        (await Eventually.Be(() => poller.Parked(), parked => parked.Count == 1)).Single().Key.ShouldBe("new");
        poller.Parked().Single().NextRetryAt.ShouldBeGreaterThan(time.GetUtcNow().AddMinutes(30));
    }

    private static async Task MakeDueAsync(PollerHost poller)
    {
        await using var ledger = poller.OpenLedger();
        foreach (var gap in ledger.Gaps)
            gap.NextRetryAt = gap.OpenedAt;
        foreach (var parked in ledger.Parked)
            parked.NextRetryAt = parked.ParkedAt;
        await ledger.SaveChangesAsync();
    }
}
