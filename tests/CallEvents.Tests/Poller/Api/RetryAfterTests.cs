using System.Globalization;
using CallEvents.Poller.Calls;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace CallEvents.Tests.Poller.Api;

public sealed class RetryAfterTests
{
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, -600)]
    [InlineData(true, 600)]
    public async Task No_request_is_sent_before_Retry_After_has_elapsed(bool asDate, int clockAheadSeconds)
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.ClockAhead = TimeSpan.FromSeconds(clockAheadSeconds);
        var ledger = PollerHost.NewLedgerPath();
        var settings = FastSettings.From(revont.Now.AddHours(-1));
        int throttled;
        await using (var poller = await revont.StartPollerAsync(ledger, settings))
        {
            await poller.WaitUntilBackfilledAsync();
            throttled = await ThrottleNextRequestAsync();
            revont.Add("call_1", revont.Now);
            await poller.WaitUntilRecordedOnceAsync("call_1");
            SecondsAfter(revont, throttled).ShouldBeInRange(400, 580);

            // Nothing else is under way that could take the place of the next request.
            await poller.WaitUntilTranscribedAsync("call_1");
            throttled = await ThrottleNextRequestAsync();
            await Eventually.Be(() => poller.Workspace().ApiPausedUntil > time.GetUtcNow());
        }

        await using var restarted = await revont.StartPollerAsync(ledger, settings);
        revont.Add("call_2", revont.Now);
        await restarted.WaitUntilRecordedOnceAsync("call_2");
        SecondsAfter(revont, throttled).ShouldBeInRange(400, 580);

        async Task<int> ThrottleNextRequestAsync()
        {
            var request = await RespondOnce(revont, 429, () => asDate ? FormatDate(revont.Now.AddSeconds(400)) : "400");
            return revont.Requests.ToList().IndexOf(request);
        }
    }

    [Fact]
    public async Task A_replica_that_takes_over_on_shutdown_honours_Retry_After()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var ledger = PollerHost.NewLedgerPath();
        var settings = FastSettings.From(revont.Now.AddHours(-1));
        var first = await revont.StartPollerAsync(ledger, settings);
        await first.WaitUntilBackfilledAsync();
        await using var second = await revont.StartPollerAsync(ledger, settings);
        await Eventually.Be(() => second.Status.Lease.IsKnown);
        second.Status.Lease.IsHeld.ShouldBeFalse();

        revont.RespondWithStatus(_ => true, 429, ("Retry-After", "200"));
        await Eventually.Be(() => first.Workspace().ApiPausedUntil > time.GetUtcNow());
        revont.StopIntercepting();
        var throttled = revont.Requests.Count - 1;
        revont.Add("call_1", revont.Now);
        await first.DisposeAsync();

        await second.WaitUntilRecordedOnceAsync("call_1");
        SecondsAfter(revont, throttled).ShouldBeGreaterThanOrEqualTo(200);
    }

    [Fact]
    public async Task Retry_After_on_the_first_response_survives_a_restart()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var call = revont.Add("call_1", revont.Now.AddMinutes(-10));
        _ = RespondOnce(revont, 429, () => "400");
        var ledger = PollerHost.NewLedgerPath();
        var settings = FastSettings.From(call.CreatedAt);
        await using (var poller = await revont.StartPollerAsync(ledger, settings))
            await Eventually.Be(() => poller.Workspace().ApiPausedUntil is not null);
        await using var restarted = await revont.StartPollerAsync(ledger, settings);
        await restarted.WaitUntilRecordedOnceAsync("call_1");
        SecondsAfter(revont, 0).ShouldBeInRange(400, 600);
    }

    [Theory]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("2147483647")]
    public async Task An_absurdly_long_Retry_After_pauses_instead_of_spinning(string header)
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.RespondWithStatus(_ => true, 429, ("Retry-After", header));
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(revont.Now.AddHours(-1)));
        await Eventually.Be(() => revont.Requests.Count > 0);
        var until = time.GetUtcNow().AddSeconds(100);
        await Eventually.Be(() => time.GetUtcNow() > until);
        revont.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Retry_After_in_the_middle_of_a_walk_loses_nothing()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var start = revont.Now.AddMinutes(-10);
        var ids = revont.AddCalls(250, start);
        var pages = 0;
        revont.Intercept = async (request, context) =>
        {
            if (request.Cursor is null || Interlocked.Increment(ref pages) % 2 == 0)
                return false;
            await ScriptedRevont.SendAsync(context, 429, "", ("Retry-After", "20"));
            return true;
        };
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(start));
        await poller.WaitUntilBackfilledAsync();
        await poller.WaitUntilRecordedOnceAsync(ids);
    }

    [Fact]
    public async Task Retry_After_is_honoured_on_status_503()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        _ = RespondOnce(revont, 503, () => "150");
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(revont.Now.AddHours(-1)));
        await Eventually.Be(() => revont.Requests.Count > 1);
        SecondsAfter(revont, 0).ShouldBeGreaterThanOrEqualTo(150);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-60)]
    public async Task A_Retry_After_date_works_without_the_Date_header(int clockAheadSeconds)
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        (revont.SendsDate, revont.ClockAhead) = (false, TimeSpan.FromSeconds(clockAheadSeconds));
        _ = RespondOnce(revont, 429, () => FormatDate(time.GetUtcNow().AddSeconds(120)));
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(revont.Now.AddHours(-1)));
        await Eventually.Be(() => revont.Requests.Count > 1);
        SecondsAfter(revont, 0).ShouldBeInRange(120, 300);
    }

    [Fact]
    public async Task Replicas_that_start_together_send_one_request_before_the_first_Retry_After()
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.RespondWithStatus(_ => true, 429, ("Retry-After", "900"));
        var ledger = PollerHost.NewLedgerPath();
        var settings = FastSettings.From(revont.Now.AddHours(-1));
        var replicas = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => revont.StartPollerAsync(ledger, settings)));
        await Eventually.Be(() => revont.Requests.Count > 0);
        var until = revont.Requests[0].At.AddSeconds(600);
        await Eventually.Be(() => time.GetUtcNow() > until);
        revont.Requests.Count.ShouldBe(1);
        foreach (var replica in replicas)
            await replica.DisposeAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task The_next_lease_holder_honours_Retry_After(int clockAheadMinutes)
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        var ledger = PollerHost.NewLedgerPath();
        var settings = FastSettings.From(revont.Now.AddHours(-1), ("Polling:LeaseDuration", "00:10:00"));
        int throttled;
        PollerHost other;
        await using (var poller = await revont.StartPollerAsync(ledger, settings))
        {
            await poller.WaitUntilBackfilledAsync();
            other = await revont.StartPollerAsync(
                ledger,
                settings,
                builder => builder.Services.AddSingleton<TimeProvider>(new SkewedClock(time, TimeSpan.FromMinutes(clockAheadMinutes)))
            );
            _ = RespondOnce(revont, 429, () => "900");
            await Eventually.Be(() => poller.Workspace().ApiPausedUntil > time.GetUtcNow());
            throttled = revont.Requests.Count - 1;
        }

        await using (other)
        {
            await Eventually.Be(() => other.Status.Lease.IsHeld);
            revont.Add("call_1", revont.Now);
            await other.WaitUntilRecordedOnceAsync("call_1");
        }

        SecondsAfter(revont, throttled).ShouldBeInRange(900, 1_200);
    }

    /// <summary>Responds to the next request with this status and <c>Retry-After</c>; all later ones are left to the script.</summary>
    /// <returns>That request, when it has come.</returns>
    private static Task<RecordedRequest> RespondOnce(ScriptedRevont revont, int status, Func<string> retryAfter)
    {
        var first = new TaskCompletionSource<RecordedRequest>(TaskCreationOptions.RunContinuationsAsynchronously);
        revont.Intercept = async (request, context) =>
        {
            if (!first.TrySetResult(request))
                return false;
            await ScriptedRevont.SendAsync(context, status, "", ("Retry-After", retryAfter()));
            return true;
        };
        return first.Task;
    }

    private static string FormatDate(DateTimeOffset time) => Slice.Ceiling(time).ToString("R", CultureInfo.InvariantCulture);

    /// <summary>The seconds from this request to the next one.</summary>
    private static double SecondsAfter(ScriptedRevont revont, int request) =>
        (revont.Requests[request + 1].At - revont.Requests[request].At).TotalSeconds;
}
