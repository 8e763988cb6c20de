using CallEvents.Contracts;
using CallEvents.Poller.Calls;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Feed;

/// <summary>The API never answers for a range that includes one second, or its proxy answers 504 after a while.</summary>
public sealed class HangingSecondTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_second_that_hangs_delays_newer_calls_by_minutes_and_becomes_a_gap(bool answersByProxy)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var revont = await ScriptedRevont.StartAsync(time);
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(revont.Now.AddHours(-3)));
        await AdvanceUntilAsync(() => poller.Status.Ledger.LastProgressAt is not null, TimeSpan.FromMinutes(5));
        var ids = revont.AddCalls(20, revont.Now.AddSeconds(-19));
        var broken = Slice.Floor(revont.Now.AddSeconds(-9));
        var hanging = 0;
        revont.Intercept = async (request, context) =>
        {
            if (!request.Covers(broken))
                return false;
            Interlocked.Increment(ref hanging);
            await (answersByProxy ? AnswerByProxyAsync(context) : ScriptedRevont.HangAsync(context));
            return true;
        };
        await AdvanceUntilAsync(() => hanging > 0, TimeSpan.FromMinutes(5));

        revont.Add("live", revont.Now);
        await AdvanceUntilAsync(() => poller.RecordedCallIds().Contains("live"), TimeSpan.FromMinutes(5));
        poller.Received.Of<CallRecorded>().Single(message => message.Call.Id == "live").Origin.ShouldBe(Origins.Live);

        var readable = ids.Where((_, index) => Math.Abs(index - 10) > 1).ToList();
        await AdvanceUntilAsync(() => !readable.Except(poller.RecordedCallIds()).Any(), TimeSpan.FromHours(1));
        await AdvanceUntilAsync(() => poller.Gaps() is [var gap] && gap.To - gap.From <= TimeSpan.FromSeconds(2), TimeSpan.FromHours(1));
        new Slice(poller.Gaps()[0].From, poller.Gaps()[0].To).Touches(new Slice(broken, broken)).ShouldBeTrue();

        async Task AnswerByProxyAsync(HttpContext context)
        {
            await Task.Delay(TimeSpan.FromSeconds(30), time, context.RequestAborted);
            await ScriptedRevont.SendAsync(context, 504, "");
        }

        // Advanced only after a while without a request, so that a busy machine costs no time of this clock.
        async Task AdvanceUntilAsync(Func<bool> isDone, TimeSpan within)
        {
            var (seen, equal, deadline) = (-1, 0, time.GetUtcNow() + within);
            await Eventually.Be(() =>
            {
                equal = seen == (seen = revont.Requests.Count) ? equal + 1 : 0;
                if (equal == 3)
                {
                    time.Advance(TimeSpan.FromSeconds(5));
                    equal = 0;
                }

                return isDone() || time.GetUtcNow() > deadline;
            });
            isDone().ShouldBeTrue($"within {within} of virtual time");
        }
    }
}
