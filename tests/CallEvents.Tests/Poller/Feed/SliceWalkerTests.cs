using CallEvents.Poller.Calls;
using CallEvents.Poller.Feed;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Feed;

public sealed class SliceWalkerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider time = new(Noon.AddSeconds(0.7));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_slice_that_ends_now_closes_a_whole_second_before(bool sendsDate)
    {
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.SendsDate = sendsDate;
        (await ClosesAsync(revont, new Slice(Noon.AddMinutes(-5), time.GetUtcNow()))).ShouldBe(Noon - Second);
    }

    [Fact]
    public async Task A_slow_page_closes_no_more_than_was_past_when_it_was_answered()
    {
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.Otherwise = (_, _) =>
        {
            // The Date is written; the answer takes its time.
            time.Advance(TimeSpan.FromSeconds(20));
            return Task.FromResult(false);
        };
        (await ClosesAsync(revont, new Slice(Noon.AddMinutes(-5), time.GetUtcNow()))).ShouldBe(Noon - Second);
    }

    [Fact]
    public async Task It_is_the_first_page_that_counts()
    {
        await using var revont = await ScriptedRevont.StartAsync(time);
        for (var index = 0; index < 250; index++)
            revont.Add($"call_{index:d3}", Noon.AddSeconds(-index));
        revont.Otherwise = (_, _) =>
        {
            time.Advance(TimeSpan.FromSeconds(20));
            return Task.FromResult(false);
        };
        (await ClosesAsync(revont, new Slice(Noon.AddMinutes(-5), time.GetUtcNow()))).ShouldBe(Noon - Second);
    }

    [Fact]
    public async Task A_slice_of_the_past_closes_at_its_end()
    {
        await using var revont = await ScriptedRevont.StartAsync(time);
        (await ClosesAsync(revont, new Slice(Noon.AddMinutes(-5), Noon.AddMinutes(-4)))).ShouldBe(Noon.AddMinutes(-4));
    }

    private async Task<DateTimeOffset> ClosesAsync(ScriptedRevont revont, Slice slice)
    {
        using var asking = new Asking(revont, time);
        var walker = new SliceWalker(new PageWalker(asking.Gateway), asking.Gateway, asking.Clock, time);
        List<SlicePage> pages = [];
        await foreach (var page in walker.WalkAsync(slice, Lane.Live, twice: false, CancellationToken.None))
            pages.Add(page);
        pages.SkipLast(1).ShouldAllBe(page => page.ClosedUpTo == null);
        return pages[^1].ClosedUpTo.ShouldNotBeNull();
    }
}
