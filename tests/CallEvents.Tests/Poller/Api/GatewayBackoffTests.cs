using CallEvents.Revont.Requests;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.TestSupport;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CallEvents.Tests.Poller.Api;

public sealed class GatewayBackoffTests
{
    // A timeout starts when a request is sent; the scripted API records when it arrived.
    private const double TransitSeconds = 5;

    [Theory]
    [InlineData("500", 0)]
    [InlineData("no response", 60)]
    [InlineData("a drop before the headers", 0)]
    [InlineData("a drop within the headers", 0)]
    [InlineData("a drop within the body", 0)]
    public async Task Requests_to_an_unavailable_API_back_off_to_one_a_minute(string failure, double timeout)
    {
        await using var time = new AcceleratedClock(factor: timeout > 0 ? 0.4 : 0.2);
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.Intercept = async (_, context) =>
        {
            await FailAsync(context, failure);
            return true;
        };
        using var fixture = new GatewayFixture(revont, time);
        for (var request = 0; request < 10; request++)
            (await fixture.ListAsync()).Failure.ShouldNotBe(ApiFailure.None);

        // The first failure may be transient and causes no delay.
        var times = revont.Requests.Select(request => request.At).ToList();
        var delays = times.Skip(1).Zip(times.Skip(2), (earlier, later) => (later - earlier).TotalSeconds - timeout).ToList();
        var minimums = (double[])[1, 2, 4, 8, 16, 32, 60, 60];
        for (var index = 0; index < minimums.Length; index++)
            delays[index].ShouldBeInRange(minimums[index] - (timeout > 0 ? TransitSeconds : 0), MaxDelay(minimums[index]));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_rejected_key_is_retried_after_5_seconds_with_backoff(int status)
    {
        await using var time = new AcceleratedClock(factor: 0.2);
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.RespondWithStatus(_ => true, status);
        using var fixture = new GatewayFixture(revont, time);
        var response = fixture.ListAsync();
        await Eventually.Be(() => revont.Requests.Count >= 8);

        // The first two ask whether other slices are refused as well.
        var times = revont.Requests.Skip(2).Select(request => request.At).ToList();
        var delays = times.Zip(times.Skip(1), (earlier, later) => (later - earlier).TotalSeconds);
        foreach (var (delay, minimum) in delays.Zip((double[])[5, 10, 20, 40, 60]))
            delay.ShouldBeInRange(minimum, MaxDelay(minimum));

        revont.StopIntercepting();
        (await response).Failure.ShouldBe(ApiFailure.None);
    }

    /// <summary>With jitter, and with the time that a busy machine may add.</summary>
    private static double MaxDelay(double minimum) => Math.Min(60, minimum * 1.25) + 30;

    private static async Task FailAsync(HttpContext context, string failure)
    {
        switch (failure)
        {
            case "500":
                await ScriptedRevont.SendAsync(context, 500, "<html>");
                return;
            case "no response":
                await ScriptedRevont.HangAsync(context);
                return;
            case "a drop within the headers":
                var transport = context.Features.GetRequiredFeature<IConnectionTransportFeature>().Transport;
                await transport.Output.WriteAsync("HTTP/1.1 200 OK\r\nContent-Ty"u8.ToArray());
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

    [Theory]
    [InlineData(null)]
    [InlineData("0")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT")]
    [InlineData("soon")]
    [InlineData("-30")]
    public async Task Without_a_usable_Retry_After_delays_back_off(string? header)
    {
        await using var time = new AcceleratedClock();
        await using var revont = await ScriptedRevont.StartAsync(time);
        revont.RespondWithStatus(_ => true, 429, header is null ? [] : [("Retry-After", header)]);
        using var fixture = new GatewayFixture(revont, time);
        var response = fixture.ListAsync();
        await Eventually.Be(() => revont.Requests.Count >= 6);

        var times = revont.Requests.Select(request => request.At).ToList();
        var delays = times.Zip(times.Skip(1), (earlier, later) => (later - earlier).TotalSeconds);
        foreach (var (delay, minimum) in delays.Zip((double[])[1, 2, 4, 8, 16]))
            delay.ShouldBeGreaterThanOrEqualTo(minimum);
        revont.StopIntercepting();
        (await response).Failure.ShouldBe(ApiFailure.None);
    }
}
