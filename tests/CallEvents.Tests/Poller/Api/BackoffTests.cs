using CallEvents.Poller.Api;
using CallEvents.ServiceDefaults.Resilience;
using CallEvents.TestSupport;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CallEvents.Tests.Poller.Api;

public sealed class BackoffTests
{
    [Fact]
    public void Delays_double_up_to_the_ceiling_and_begin_anew_after_an_answer()
    {
        var backoff = new ExponentialBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        foreach (var floor in (double[])[1, 2, 4, 8, 16, 32, 60, 60, 60])
            backoff.Next().TotalSeconds.ShouldBeInRange(floor, Math.Min(60, floor * 1.25));
        backoff.Reset();
        backoff.Next().TotalSeconds.ShouldBeInRange(1, 1.25);
    }

    [Fact]
    public void Delays_of_many_pollers_are_spread() =>
        Enumerable.Range(0, 50).Select(_ => new ExponentialBackoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)).Next()).Distinct().Count().ShouldBeGreaterThan(25);

    [Theory]
    [InlineData("500", 0)]
    [InlineData("no answer", 60)]
    [InlineData("a drop before the headers", 0)]
    [InlineData("a drop within the headers", 0)]
    [InlineData("a drop within the body", 0)]
    public async Task While_the_API_is_away_it_is_asked_less_and_less_and_at_least_once_a_minute(string how, double deadline)
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.Otherwise = async (_, context) =>
        {
            await FailAsync(context, how);
            return true;
        };
        using var asking = new Asking(revont, time);
        for (var request = 0; request < 10; request++)
            (await asking.ListAsync()).Failure.ShouldNotBe(ApiFailure.None);

        // A first failure may be chance: it costs nobody a delay.
        var asked = revont.Asked.Select(request => request.At).ToList();
        var delays = asked.Skip(1).Zip(asked.Skip(2), (earlier, later) => (later - earlier).TotalSeconds - deadline).ToList();
        var floors = (double[])[1, 2, 4, 8, 16, 32, 60, 60];
        for (var index = 0; index < floors.Length; index++)
            delays[index].ShouldBeInRange(floors[index] - (deadline > 0 ? OnItsWay : 0), Math.Min(60, floors[index] * 1.25) + 30);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_refused_key_is_tried_again_after_5_seconds_and_less_and_less(int status)
    {
        await using var time = new TimeLapse();
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.Answer(_ => true, status);
        using var asking = new Asking(revont, time);
        var answer = asking.ListAsync();
        await Eventually.Be(() => revont.Asked.Count >= 6);
        var asked = revont.Asked.Select(request => request.At).ToList();
        foreach (var (delay, floor) in asked.Zip(asked.Skip(1), (earlier, later) => (later - earlier).TotalSeconds).Zip((double[])[5, 10, 20, 40, 60]))
            delay.ShouldBeInRange(floor, Math.Min(60, floor * 1.25) + 30);

        revont.Otherwise = (_, _) => Task.FromResult(false);
        (await answer).Failure.ShouldBe(ApiFailure.None);
    }

    // A deadline begins when a request is sent, and the stub's time is when it came in.
    private const double OnItsWay = 5;

    private static async Task FailAsync(HttpContext context, string how)
    {
        switch (how)
        {
            case "500":
                await ScriptedRevont.SendAsync(context, 500, "<html>");
                return;
            case "no answer":
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            case "a drop within the headers":
                await context.Features.GetRequiredFeature<IConnectionTransportFeature>().Transport.Output.WriteAsync("HTTP/1.1 200 OK\r\nContent-Ty"u8.ToArray());
                break;
            case "a drop within the body":
                context.Response.ContentLength = 100;
                await context.Response.WriteAsync("{\"data\":[");
                await context.Response.Body.FlushAsync();
                break;
            default:
                break;
        }

        context.Abort();
    }
}
