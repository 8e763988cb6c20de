using CallEvents.Poller.Calls;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Feed;

public sealed class RequestCountTests
{
    [Fact]
    public async Task An_idle_poll_costs_one_request()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        await using var poller = await revont.PollAsync(settings: Polled.Fast(revont.Now.AddMinutes(-5)), change: Polled.By(time));
        await poller.IsBackfilledAsync();
        var (before, since) = (revont.Asked.Count, time.GetUtcNow());
        await Eventually.Be(() => time.GetUtcNow() > since.AddMinutes(6));

        var polls = (revont.Asked[^1].At - since).TotalSeconds / 30;
        (revont.Asked.Count - before).ShouldBeInRange((int)polls - 1, (int)polls + 2);
        revont.Asked.Skip(before).ShouldAllBe(request => request.IsPage);
    }

    [Fact]
    public async Task A_first_backfill_costs_its_pages_twice_and_each_transcript_once()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = Slice.Floor(revont.Now.AddHours(-1));
        var ids = Enumerable.Range(0, 350).Select(index => revont.Add($"call_{index:d3}", start.AddSeconds(index)).Id).ToList();
        await using var poller = await revont.PollAsync(settings: Polled.Fast(start, ("Polling:Rereads:0:Depth", "00:00:01")), change: Polled.By(time));
        await poller.IsBackfilledAsync();
        await poller.HasTranscribedAsync(ids);

        var details = revont.Asked.Where(request => !request.IsList).Select(request => request.CallId!).ToList();
        details.ShouldBe(ids, ignoreOrder: true);
        revont.Asked.Count(request => request.IsPage && request.From == start).ShouldBe(8);

        // The rest: the first question for the date, the last second or two of history when they are over, and the polls meanwhile.
        var seconds = (revont.Asked[^1].At - revont.Asked[0].At).TotalSeconds;
        revont.Asked.Count(request => request.IsList && request.From != start).ShouldBeLessThanOrEqualTo(3 + (int)(2 * seconds / 30) + 1);
    }
}
