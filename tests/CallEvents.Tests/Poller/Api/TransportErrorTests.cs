using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using CallEvents.Revont.Requests;
using CallEvents.Tests.Poller.Diagnostics;
using CallEvents.Tests.Poller.Scripting;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Poller.Api;

/// <summary>Why there was no response: as <c>error.type</c> on the metric, and in words for the operator.</summary>
public sealed class TransportErrorTests
{
    private const string DurationMetric = "callevents.api.request.duration";

    [Fact]
    public async Task A_refused_connection_is_reported()
    {
        // Bound, so that no other process takes the port, but not listening.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;

        await VerifyAsync(new Uri($"http://127.0.0.1:{port}/v1"), "connection_error", "connection refused");
    }

    [Fact]
    public Task A_failed_DNS_lookup_is_reported() =>
        VerifyAsync(new Uri("http://revont.invalid/v1"), "name_resolution_error", "DNS lookup failed");

    [Fact]
    public async Task A_failed_TLS_handshake_is_reported()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        var https = new UriBuilder(revont.BaseUrl) { Scheme = "https" }.Uri;

        await VerifyAsync(https, "secure_connection_error", "TLS handshake failed");
    }

    [Fact]
    public async Task A_connection_closed_before_the_response_is_reported()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        revont.Intercept = (_, context) =>
        {
            context.Abort();
            return Task.FromResult(true);
        };

        await VerifyAsync(revont.BaseUrl, "connection_error", "connection closed or broken");
    }

    [Fact]
    public async Task A_response_that_never_comes_is_reported_as_a_timeout()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(50));
        await using var revont = await ScriptedRevont.StartAsync(time);
        var received = new TaskCompletionSource();
        revont.Intercept = async (_, context) =>
        {
            received.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            return true;
        };
        using var fixture = new GatewayFixture(revont, time);
        using var metrics = new MetricRecorder(fixture.Resolve<IMeterFactory>());

        var result = fixture.ListAsync();
        await received.Task;
        time.Advance(TimeSpan.FromSeconds(61));

        (await result).Error.ShouldBe("timeout");
        metrics.Of(DurationMetric).ShouldHaveSingleItem().Tags["error.type"].ShouldBe("timeout");
    }

    [Fact]
    public async Task A_status_of_400_or_more_is_its_error_type()
    {
        await using var revont = await ScriptedRevont.StartAsync();
        revont.RespondWithStatus(request => request.IsList, 502);
        using var fixture = new GatewayFixture(revont, TimeProvider.System);
        using var metrics = new MetricRecorder(fixture.Resolve<IMeterFactory>());

        (await fixture.ListAsync()).Error.ShouldBe("HTTP 502");

        var tags = metrics.Of(DurationMetric).ShouldHaveSingleItem().Tags;
        (tags["http.response.status_code"], tags["error.type"]).ShouldBe(("502", "502"));
    }

    [Fact]
    public void A_bug_is_reported_as_one_and_not_as_an_outage()
    {
        var error = TransportError.Of(new InvalidOperationException("a URL of a call"));

        (error.Type, error.Bug is not null).ShouldBe(("System.InvalidOperationException", true));
        error.Description.ShouldNotContain("URL");
    }

    private static async Task VerifyAsync(Uri api, string type, string description)
    {
        using var fixture = new GatewayFixture(api, TimeProvider.System);
        using var metrics = new MetricRecorder(fixture.Resolve<IMeterFactory>());

        var result = await fixture.ListAsync();

        (result.Failure, result.Error).ShouldBe((ApiFailure.Unavailable, description));
        var tags = metrics.Of(DurationMetric).ShouldHaveSingleItem().Tags;
        tags["error.type"].ShouldBe(type);
        tags.Keys.ShouldNotContain("http.response.status_code", "there was no response");
    }
}
