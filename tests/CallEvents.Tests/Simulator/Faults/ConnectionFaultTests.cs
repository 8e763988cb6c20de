using System.Net;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Simulator.Faults;

public sealed class ConnectionFaultTests
{
    [Theory]
    [InlineData("before_headers")]
    [InlineData("in_body")]
    public async Task A_call_in_a_dropped_response_counts_as_not_shown(string at)
    {
        await using var simulator = await SimulatorClient.StartAsync(new() { Calls = 300, ArrivalsPerMinute = 0 });
        await simulator.SetFaultsAsync($$$"""{"drop":{"at":"{{{at}}}"}}""");

        await Should.ThrowAsync<HttpRequestException>(() => simulator.GetTextAsync("/v1/calls?limit=100"));

        simulator.GetTriggerCount("drop").ShouldBe(1);
        simulator.Workspace.List().ShouldAllBe(state => !state.Exposure.HasBeenShown);
    }

    [Theory]
    [InlineData("slow_headers")]
    [InlineData("slow_body")]
    public async Task A_slow_response_is_delayed_and_complete(string fault)
    {
        await using var simulator = await SimulatorClient.StartAsync(new() { Calls = 300, ArrivalsPerMinute = 0 });
        await simulator.SetFaultsAsync($$$"""{"{{{fault}}}":{"delay":"00:00:07"}}""");

        var response = simulator.GetIdsAsync("?limit=100");
        var elapsed = await simulator.AdvanceUntilAsync(response);

        elapsed.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(7));
        (await response).Length.ShouldBe(100);
        simulator.Workspace.List().Count(state => state.Exposure.HasBeenShown).ShouldBe(100);
    }

    [Fact]
    public async Task A_timeout_sends_no_response()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        await simulator.SetFaultsAsync("""{"timeout":{"count":1}}""");
        using var givingUp = new CancellationTokenSource();
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new("Bearer", simulator.Simulator.ApiKey);

        var response = http.GetAsync(new Uri($"{simulator.Simulator.BaseUrl}/calls"), givingUp.Token);
        await Eventually.Be(() => simulator.GetTriggerCount("timeout") == 1);

        (await simulator.SendAsync("/v1/calls")).StatusCode.ShouldBe(HttpStatusCode.OK);
        simulator.Time.Advance(TimeSpan.FromHours(1));
        (await simulator.SendAsync("/v1/calls")).StatusCode.ShouldBe(HttpStatusCode.OK);
        response.IsCompleted.ShouldBeFalse();
        await givingUp.CancelAsync();
        await Should.ThrowAsync<TaskCanceledException>(() => response);
    }

    [Fact]
    public async Task The_Date_header_can_be_skewed_or_missing()
    {
        await using var simulator = await SimulatorClient.StartAsync();

        await simulator.SetFaultsAsync("""{"clock_skew":{"offset":"-00:07:00"}}""");
        (await GetDateAsync()).ShouldBe(SimulatorClient.Start.AddMinutes(-7));
        await simulator.SetFaultsAsync("""{"clock_skew":{"offset":"00:07:00"}}""");
        (await GetDateAsync()).ShouldBe(SimulatorClient.Start.AddMinutes(7));
        await simulator.SetFaultsAsync("""{"no_date":{}}""");
        (await GetDateAsync()).ShouldBeNull();

        async Task<DateTimeOffset?> GetDateAsync()
        {
            using var response = await simulator.SendAsync("/v1/calls");
            return response.Headers.Date;
        }
    }
}
