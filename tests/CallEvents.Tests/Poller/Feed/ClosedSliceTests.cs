using CallEvents.Poller.Calls;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Feed;

public sealed class ClosedSliceTests
{
    [Fact]
    public async Task The_end_of_a_slice_is_fixed_while_it_is_paged()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var (ledger, settings) = (PollerHost.NewLedgerPath(), FastSettings.From(revont.Now));
        var ids = await AddCallsDuringDowntimeAsync(revont, time, ledger, settings, 350);
        revont.Intercept = async (request, _) =>
        {
            if (!request.IsPage)
                return false;
            var later = time.GetUtcNow().AddSeconds(3);
            lock (ids)
            {
                if (ids.Count < 360)
                    ids.Add(revont.Add($"added_{ids.Count}", revont.Now).Id);
            }

            await Eventually.Be(() => time.GetUtcNow() > later);
            return false;
        };
        var before = revont.Requests.Count;
        await using var poller = await revont.StartPollerAsync(ledger, settings);
        await Eventually.Be(() => ids.Count == 360);
        await poller.WaitUntilRecordedOnceAsync(ids);

        var first = revont.Requests.Skip(before).First(request => request.IsPage);
        var walk = revont
            .Requests.Skip(before)
            .Where(request => request.IsPage)
            .TakeWhile((request, index) => index == 0 || request.Cursor is not null)
            .ToList();
        walk.Count.ShouldBe(4);
        walk.ShouldAllBe(request => request.From == first.From && request.To == first.To);
    }

    [Fact]
    public async Task The_watermark_stays_until_the_last_page_is_walked()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var (ledger, settings) = (PollerHost.NewLedgerPath(), FastSettings.From(revont.Now));
        var ids = await AddCallsDuringDowntimeAsync(revont, time, ledger, settings, 150);
        revont.RespondWithStatus(request => request.IsList && (!request.IsPage || request.Cursor is not null), 500);
        await using (var poller = await revont.StartPollerAsync(ledger, settings))
        {
            var watermark = poller.Workspace().Watermark;
            await Eventually.Be(() => revont.Requests.Count(request => request.Cursor is not null) >= 4);
            await poller.WaitUntilRecordedOnceAsync(ids.Skip(50));
            poller.Workspace().Watermark.ShouldBe(watermark);
            poller.Gaps().ShouldBeEmpty();
        }

        revont.StopIntercepting();
        await using var restarted = await revont.StartPollerAsync(ledger, settings);
        await restarted.WaitUntilRecordedOnceAsync(ids.Take(50));
        await Eventually.Be(() => restarted.Workspace().Watermark > time.GetUtcNow().AddMinutes(-5));
    }

    [Fact]
    public async Task Calls_on_the_boundary_of_two_slices_are_recorded_once()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        var start = Slice.Floor(revont.Now.AddMinutes(-2));
        List<string> ids = [];
        for (var quarter = 0; quarter < 120; quarter++)
        {
            foreach (var ticks in (long[])[0, 10, 2_499_990])
                ids.Add(revont.Add($"call_{quarter:d3}_{ticks}", start.AddMilliseconds(250 * quarter).AddTicks(ticks)).Id);
        }

        await using var poller = await revont.StartPollerAsync(
            settings: new() { ["Polling:StartFrom"] = ScriptedCall.FormatTime(start), ["Polling:SliceLength"] = "00:00:03" }
        );
        await poller.WaitUntilBackfilledAsync();
        await poller.WaitUntilRecordedOnceAsync(ids);
    }

    [Fact]
    public async Task A_call_created_in_the_second_of_the_last_poll_is_found_by_the_next()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        await using var poller = await revont.StartPollerAsync(
            settings: new()
            {
                ["Polling:StartFrom"] = ScriptedCall.FormatTime(revont.Now.AddMinutes(-1)),
                ["Polling:Interval"] = "00:00:00.05",
            }
        );
        await poller.WaitUntilBackfilledAsync();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(70), TimeProvider.System);
        List<string> ids = [];
        while (ids.Count < 40 && await timer.WaitForNextTickAsync())
        {
            // Dated by the whole second, as in the API's documentation: earlier than it was added.
            ids.Add(revont.Add($"whole_{ids.Count}", Slice.Floor(revont.Now)).Id);
            ids.Add(revont.Add($"exact_{ids.Count}", revont.Now).Id);
        }

        await poller.WaitUntilRecordedOnceAsync(ids);
    }

    /// <summary>Runs a poller once, and adds calls to the next thousand seconds, during which no poller runs.</summary>
    private static async Task<List<string>> AddCallsDuringDowntimeAsync(
        ScriptedRevont revont,
        AcceleratedClock time,
        string ledger,
        Dictionary<string, string?> settings,
        int count
    )
    {
        await using (var poller = await revont.StartPollerAsync(ledger, settings))
            await poller.WaitUntilBackfilledAsync();
        var start = revont.Now;
        time.Advance(TimeSpan.FromSeconds(1_000));
        return [.. Enumerable.Range(0, count).Select(index => revont.Add($"call_{index:d3}", start.AddSeconds(index * 2.5)).Id)];
    }
}
