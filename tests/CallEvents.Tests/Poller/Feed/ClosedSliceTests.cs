using CallEvents.Poller.Calls;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Feed;

public sealed class ClosedSliceTests
{
    [Fact]
    public async Task The_end_of_a_slice_is_fixed_while_it_is_paged()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var (ledger, settings) = (PollerHost.NewLedger(), Polled.Fast(revont.Now));
        var ids = await CallsDuringDowntimeAsync(revont, time, ledger, settings, 350);
        revont.Otherwise = async (request, _) =>
        {
            if (!request.IsPage)
                return false;
            var later = time.GetUtcNow().AddSeconds(3);
            lock (ids)
            {
                if (ids.Count < 360)
                    ids.Add(revont.Add($"while_{ids.Count}", revont.Now).Id);
            }

            await Eventually.Be(() => time.GetUtcNow() > later);
            return false;
        };
        var before = revont.Asked.Count;
        await using var poller = await revont.PollAsync(ledger, settings, Polled.By(time));
        await Eventually.Be(() => ids.Count == 360);
        await poller.HasToldOnceAsync(ids);

        var first = revont.Asked.Skip(before).First(request => request.IsPage);
        var walk = revont.Asked.Skip(before).Where(request => request.IsPage).TakeWhile((request, index) => index == 0 || request.Cursor is not null).ToList();
        walk.Count.ShouldBe(4);
        walk.ShouldAllBe(request => request.From == first.From && request.To == first.To);
    }

    [Fact]
    public async Task The_watermark_stays_until_the_last_page_is_walked()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var (ledger, settings) = (PollerHost.NewLedger(), Polled.Fast(revont.Now));
        var ids = await CallsDuringDowntimeAsync(revont, time, ledger, settings, 150);
        revont.Answer(request => request.IsList && (!request.IsPage || request.Cursor is not null), 500);
        await using (var poller = await revont.PollAsync(ledger, settings, Polled.By(time)))
        {
            var watermark = poller.Workspace().Watermark;
            await Eventually.Be(() => revont.Asked.Count(request => request.Cursor is not null) >= 4);
            await poller.HasToldOnceAsync(ids.Skip(50));
            poller.Workspace().Watermark.ShouldBe(watermark);
            poller.Gaps().ShouldBeEmpty();
        }

        revont.Otherwise = (_, _) => Task.FromResult(false);
        await using var restarted = await revont.PollAsync(ledger, settings, Polled.By(time));
        await restarted.HasToldOnceAsync(ids.Take(50));
        await Eventually.Be(() => restarted.Workspace().Watermark > time.GetUtcNow().AddMinutes(-5));
    }

    [Fact]
    public async Task Calls_of_one_second_on_the_border_of_two_slices_are_told_once()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        var start = Slice.Floor(revont.Now.AddMinutes(-2));
        List<string> ids = [];
        for (var quarter = 0; quarter < 120; quarter++)
        {
            foreach (var ticks in (long[])[0, 10, 2_499_990])
                ids.Add(revont.Add($"call_{quarter:d3}_{ticks}", start.AddMilliseconds(250 * quarter).AddTicks(ticks)).Id);
        }

        await using var poller = await revont.PollAsync(settings: new()
        {
            ["Polling:StartFrom"] = ScriptedCall.Text(start),
            ["Polling:SliceLength"] = "00:00:03",
        });
        await poller.IsBackfilledAsync();
        await poller.HasToldOnceAsync(ids);
    }

    [Fact]
    public async Task A_call_that_comes_in_the_second_of_the_last_poll_is_found_by_the_next()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        await using var poller = await revont.PollAsync(settings: new() { ["Polling:StartFrom"] = ScriptedCall.Text(revont.Now.AddMinutes(-1)), ["Polling:Interval"] = "00:00:00.05" });
        await poller.IsBackfilledAsync();
        using var rhythm = new PeriodicTimer(TimeSpan.FromMilliseconds(70), TimeProvider.System);
        List<string> ids = [];
        while (ids.Count < 40 && await rhythm.WaitForNextTickAsync())
        {
            // Dated by the whole second, as the API's documentation shows it: earlier than when it came.
            ids.Add(revont.Add($"whole_{ids.Count}", Slice.Floor(revont.Now)).Id);
            ids.Add(revont.Add($"exact_{ids.Count}", revont.Now).Id);
        }

        await poller.HasToldOnceAsync(ids);
    }

    /// <summary>A poller that has polled, stopped, and has missed a thousand seconds.</summary>
    private static async Task<List<string>> CallsDuringDowntimeAsync(ScriptedRevont revont, TimeLapse time, string ledger, Dictionary<string, string?> settings, int number)
    {
        await using (var poller = await revont.PollAsync(ledger, settings, Polled.By(time)))
            await poller.IsBackfilledAsync();
        var start = revont.Now;
        time.Advance(TimeSpan.FromSeconds(1_000));
        return [.. Enumerable.Range(0, number).Select(index => revont.Add($"call_{index:d3}", start.AddSeconds(index * 2.5)).Id)];
    }
}
