using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Feed;
using CallEvents.Tests.Poller.Api;
using CallEvents.Tests.Poller.Scripting;
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
    public async Task A_slice_that_ends_now_closes_one_whole_second_earlier(bool sendsDate)
    {
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.SendsDate = sendsDate;
        (await CloseAsync(revont, new Slice(Noon.AddMinutes(-5), time.GetUtcNow()))).ShouldBe(Noon - Second);
    }

    [Fact]
    public async Task A_slow_page_closes_only_up_to_its_response_time()
    {
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.Intercept = (_, _) =>
        {
            // The Date header is set already; the response is slow.
            time.Advance(TimeSpan.FromSeconds(20));
            return Task.FromResult(false);
        };
        (await CloseAsync(revont, new Slice(Noon.AddMinutes(-5), time.GetUtcNow()))).ShouldBe(Noon - Second);
    }

    [Fact]
    public async Task The_first_page_decides_how_far_a_slice_closes()
    {
        await using var revont = await ScriptedRevont.StartAsync(time);
        for (var index = 0; index < 250; index++)
            revont.Add($"call_{index:d3}", Noon.AddSeconds(-index));
        revont.Intercept = (_, _) =>
        {
            time.Advance(TimeSpan.FromSeconds(20));
            return Task.FromResult(false);
        };
        (await CloseAsync(revont, new Slice(Noon.AddMinutes(-5), time.GetUtcNow()))).ShouldBe(Noon - Second);
    }

    [Fact]
    public async Task A_past_slice_closes_at_its_end()
    {
        await using var revont = await ScriptedRevont.StartAsync(time);
        (await CloseAsync(revont, new Slice(Noon.AddMinutes(-5), Noon.AddMinutes(-4)))).ShouldBe(Noon.AddMinutes(-4));
    }

    private async Task<DateTimeOffset> CloseAsync(ScriptedRevont revont, Slice slice)
    {
        using var fixture = new GatewayFixture(revont, time);
        var walker = new SliceWalker(
            new PageWalker(fixture.Gateway),
            fixture.Gateway,
            fixture.Resolve<PollerMetrics>(),
            time,
            new Random(1)
        );
        List<SlicePage> pages = [];
        await foreach (var page in walker.WalkAsync(slice, Lane.Live, twice: false, CancellationToken.None))
            pages.Add(page);
        pages.SkipLast(1).ShouldAllBe(page => page.ClosedUpTo == null);
        return pages[^1].ClosedUpTo.ShouldNotBeNull();
    }
}
