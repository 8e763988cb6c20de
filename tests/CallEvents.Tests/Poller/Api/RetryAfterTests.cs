using System.Globalization;
using CallEvents.Poller.Calls;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Api;

public sealed class RetryAfterTests
{
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, -600)]
    [InlineData(true, 600)]
    public async Task Nothing_is_asked_before_the_time_that_the_API_names(bool asDate, int clockAheadSeconds)
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.ClockAhead = TimeSpan.FromSeconds(clockAheadSeconds);
        var ledger = PollerHost.NewLedger();
        var settings = Polled.Fast(revont.Now.AddHours(-1));
        await using (var poller = await revont.PollAsync(ledger, settings, Polled.By(time)))
        {
            await poller.IsBackfilledAsync();
            await AskToWaitAsync();
            revont.Add("call_1", revont.Now);
            await poller.HasToldOnceAsync("call_1");
            CheckThatItWaited();

            await AskToWaitAsync();
            await Eventually.Be(() => poller.Workspace().ApiPausedUntil > time.GetUtcNow());
        }

        await using var restarted = await revont.PollAsync(ledger, settings, Polled.By(time));
        revont.Add("call_2", revont.Now);
        await restarted.HasToldOnceAsync("call_2");
        CheckThatItWaited();

        async Task AskToWaitAsync()
        {
            var once = 0;
            var before = revont.Asked.Count;
            revont.Otherwise = async (_, context) =>
            {
                if (Interlocked.Increment(ref once) > 1)
                    return false;
                var header = asDate ? Slice.Ceiling(revont.Now.AddSeconds(120)).ToString("R", CultureInfo.InvariantCulture) : "120";
                await ScriptedRevont.SendAsync(context, 429, "", ("Retry-After", header));
                return true;
            };
            await Eventually.Be(() => once > 0);
            asked = revont.Asked.Count - 1;
            asked.ShouldBe(before);
        }

        void CheckThatItWaited() => (revont.Asked[asked + 1].At - revont.Asked[asked].At).TotalSeconds.ShouldBeInRange(120, 300);
    }

    private int asked;

    [Fact]
    public async Task Whoever_takes_over_waits_as_the_one_before_was_asked_to()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var ledger = PollerHost.NewLedger();
        var settings = Polled.Fast(revont.Now.AddHours(-1));
        var first = await revont.PollAsync(ledger, settings, Polled.By(time));
        await first.IsBackfilledAsync();
        await using var second = await revont.PollAsync(ledger, settings, Polled.By(time));
        await Eventually.Be(() => second.Status.LeaseKnown);
        second.Status.LeaseHeld.ShouldBeFalse();

        revont.Answer(_ => true, 429, ("Retry-After", "200"));
        await Eventually.Be(() => first.Workspace().ApiPausedUntil > time.GetUtcNow());
        revont.Otherwise = (_, _) => Task.FromResult(false);
        var asked = revont.Asked.Count;
        revont.Add("call_1", revont.Now);
        await first.DisposeAsync();

        await second.HasToldOnceAsync("call_1");
        (revont.Asked[asked].At - revont.Asked[asked - 1].At).TotalSeconds.ShouldBeGreaterThanOrEqualTo(200);
    }

    [Fact]
    public async Task The_very_first_answer_may_ask_to_wait_and_a_restart_knows_it()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var call = revont.Add("call_1", revont.Now.AddMinutes(-10));
        var once = 0;
        revont.Otherwise = async (_, context) =>
        {
            if (Interlocked.Increment(ref once) > 1)
                return false;
            await ScriptedRevont.SendAsync(context, 429, "", ("Retry-After", "200"));
            return true;
        };
        var ledger = PollerHost.NewLedger();
        var settings = Polled.Fast(call.CreatedAt);
        await using (await revont.PollAsync(ledger, settings, Polled.By(time)))
            await Eventually.Be(() => once > 0);

        await using var restarted = await revont.PollAsync(ledger, settings, Polled.By(time));
        await restarted.HasToldOnceAsync("call_1");
        (revont.Asked[1].At - revont.Asked[0].At).TotalSeconds.ShouldBeInRange(200, 400);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData("soon")]
    [InlineData("-30")]
    public async Task Without_a_time_to_wait_for_the_delays_grow(string? header)
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.Answer(_ => true, 429, header is null ? [] : [("Retry-After", header)]);
        await using var poller = await revont.PollAsync(settings: Polled.Fast(revont.Now.AddHours(-1)), change: Polled.By(time));
        await Eventually.Be(() => revont.Asked.Count >= 6);

        var delays = revont.Asked.Zip(revont.Asked.Skip(1), (earlier, later) => (later.At - earlier.At).TotalSeconds).ToList();
        delays[0].ShouldBeGreaterThanOrEqualTo(1);
        delays[2].ShouldBeGreaterThanOrEqualTo(4);
        delays[4].ShouldBeGreaterThanOrEqualTo(16);
    }

    [Theory]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("2147483647")]
    public async Task A_time_beyond_all_reason_is_waited_for_and_not_spun_upon(string header)
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.Answer(_ => true, 429, ("Retry-After", header));
        await using var poller = await revont.PollAsync(settings: Polled.Fast(revont.Now.AddHours(-1)), change: Polled.By(time));
        await Eventually.Be(() => revont.Asked.Count > 0);
        var until = time.GetUtcNow().AddSeconds(100);
        await Eventually.Be(() => time.GetUtcNow() > until);
        revont.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Being_asked_to_wait_in_the_middle_of_a_walk_loses_nothing()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-10);
        for (var index = 0; index < 250; index++)
            revont.Add($"call_{index:d3}", start.AddSeconds(index));
        var pages = 0;
        revont.Otherwise = async (request, context) =>
        {
            if (request.Cursor is null || Interlocked.Increment(ref pages) % 2 == 0)
                return false;
            await ScriptedRevont.SendAsync(context, 429, "", ("Retry-After", "20"));
            return true;
        };
        await using var poller = await revont.PollAsync(settings: Polled.Fast(start), change: Polled.By(time));
        await poller.IsBackfilledAsync();
        await poller.HasToldOnceAsync(Enumerable.Range(0, 250).Select(index => $"call_{index:d3}"));
    }

    [Fact]
    public async Task An_API_that_is_away_may_name_a_time_too()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var once = 0;
        revont.Otherwise = async (_, context) =>
        {
            if (Interlocked.Increment(ref once) > 1)
                return false;
            await ScriptedRevont.SendAsync(context, 503, "", ("Retry-After", "150"));
            return true;
        };
        await using var poller = await revont.PollAsync(settings: Polled.Fast(revont.Now.AddHours(-1)), change: Polled.By(time));
        await Eventually.Be(() => revont.Asked.Count > 1);
        (revont.Asked[1].At - revont.Asked[0].At).TotalSeconds.ShouldBeGreaterThanOrEqualTo(150);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-60)]
    public async Task A_date_to_wait_for_does_without_the_APIs_own_clock(int clockAheadSeconds)
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        (revont.SendsDate, revont.ClockAhead) = (false, TimeSpan.FromSeconds(clockAheadSeconds));
        var once = 0;
        revont.Otherwise = async (_, context) =>
        {
            if (Interlocked.Increment(ref once) > 1)
                return false;
            await ScriptedRevont.SendAsync(context, 429, "", ("Retry-After", Slice.Ceiling(time.GetUtcNow().AddSeconds(120)).ToString("R", CultureInfo.InvariantCulture)));
            return true;
        };
        await using var poller = await revont.PollAsync(settings: Polled.Fast(revont.Now.AddHours(-1)), change: Polled.By(time));
        await Eventually.Be(() => revont.Asked.Count > 1);
        (revont.Asked[1].At - revont.Asked[0].At).TotalSeconds.ShouldBeInRange(120, 300);
    }

    [Fact]
    public async Task Whoever_takes_the_workspace_over_waits_too()
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var ledger = PollerHost.NewLedger();
        var settings = Polled.Fast(revont.Now.AddHours(-1), ("Polling:LeaseDuration", "00:10:00"));
        var once = 0;
        int before;
        PollerHost other;
        await using (var poller = await revont.PollAsync(ledger, settings, Polled.By(time)))
        {
            await poller.IsBackfilledAsync();
            other = await revont.PollAsync(ledger, settings, Polled.By(time));
            revont.Otherwise = async (_, context) =>
            {
                if (Interlocked.Increment(ref once) > 1)
                    return false;
                await ScriptedRevont.SendAsync(context, 429, "", ("Retry-After", "900"));
                return true;
            };
            await Eventually.Be(() => poller.Workspace().ApiPausedUntil > time.GetUtcNow());
            before = revont.Asked.Count;
        }

        await using (other)
        {
            await Eventually.Be(() => other.Status.LeaseHeld);
            revont.Add("call_1", revont.Now);
            await other.HasToldOnceAsync("call_1");
        }

        (revont.Asked[before].At - revont.Asked[before - 1].At).TotalSeconds.ShouldBeInRange(900, 1_200);
    }
}
