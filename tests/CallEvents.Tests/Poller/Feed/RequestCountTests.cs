using CallEvents.Poller.Calls;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Feed;

public sealed class RequestCountTests
{
    [Fact]
    public async Task An_idle_poll_sends_one_request()
    {
        await using var time = new AcceleratedClock(factor: 0.2);
        await using var revont = await ScriptedRevont.StartAsync(time);
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(revont.Now.AddMinutes(-5)));
        await poller.WaitUntilBackfilledAsync();
        var (before, startedAt) = (revont.Requests.Count, time.GetUtcNow());
        await Eventually.Be(() => time.GetUtcNow() > startedAt.AddMinutes(6));

        var polls = (revont.Requests[^1].At - startedAt).TotalSeconds / 30;
        (revont.Requests.Count - before).ShouldBeInRange((int)polls - 1, (int)polls + 2);
        revont.Requests.Skip(before).ShouldAllBe(request => request.IsPage);
    }

    [Fact]
    public async Task A_backfill_requests_each_page_twice_and_each_transcript_once()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = Slice.Floor(revont.Now.AddHours(-1));
        var ids = revont.AddCalls(350, start);
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(start, ("Polling:Rereads:0:Depth", "00:00:01")));
        await poller.WaitUntilBackfilledAsync();
        await poller.WaitUntilTranscribedAsync(ids);

        var details = revont.Requests.Where(request => !request.IsList).Select(request => request.CallId!).ToList();
        details.ShouldBe(ids, ignoreOrder: true);
        revont.Requests.Count(request => request.IsPage && request.From == start).ShouldBe(8);

        // The other requests: the first one, for the date; the last seconds of history, once they have passed; and the polls meanwhile.
        var seconds = (revont.Requests[^1].At - revont.Requests[0].At).TotalSeconds;
        revont
            .Requests.Count(request => request.IsList && request.From != start)
            .ShouldBeLessThanOrEqualTo(3 + (int)(2 * seconds / 30) + 1);
    }
}
