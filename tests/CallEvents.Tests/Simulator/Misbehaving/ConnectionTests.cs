using System.Net;

namespace CallEvents.Tests.Simulator.Misbehaving;

public sealed class ConnectionTests
{
    [Theory]
    [InlineData("before_headers")]
    [InlineData("in_body")]
    public async Task A_dropped_connection_shows_nothing(string at)
    {
        await using var simulator = await SimulatorClient.StartAsync(new() { Calls = 300, ArrivalsPerMinute = 0 });
        await simulator.MisbehaveAsync($$$"""{"drop":{"at":"{{{at}}}"}}""");

        await Should.ThrowAsync<HttpRequestException>(() => simulator.TextAsync("/v1/calls?limit=100"));

        simulator.Struck("drop").ShouldBe(1);
        simulator.Workspace.List().ShouldAllBe(truth => !truth.Showings.Any);
    }

    [Theory]
    [InlineData("slow_headers")]
    [InlineData("slow_body")]
    public async Task A_slow_answer_takes_its_time_and_is_whole(string fault)
    {
        await using var simulator = await SimulatorClient.StartAsync(new() { Calls = 300, ArrivalsPerMinute = 0 });
        await simulator.MisbehaveAsync($$$"""{"{{{fault}}}":{"by":"00:00:07"}}""");

        var answer = simulator.IdsAsync("?limit=100");
        var took = await simulator.RunUntilAsync(answer);

        took.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(7));
        (await answer).Length.ShouldBe(100);
        simulator.Workspace.List().Count(truth => truth.Showings.Any).ShouldBe(100);
    }

    [Fact]
    public async Task A_time_out_never_answers()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        await simulator.MisbehaveAsync("""{"time_out":{"count":1}}""");
        using var http = new HttpClient { Timeout = TimeSpan.FromMilliseconds(300) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", simulator.Simulator.ApiKey);

        await Should.ThrowAsync<TaskCanceledException>(() => http.GetAsync(new Uri($"{simulator.Simulator.BaseUrl}/calls")));

        (await simulator.SendAsync("/v1/calls")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_date_is_shifted_or_missing_as_told()
    {
        await using var simulator = await SimulatorClient.StartAsync();

        await simulator.MisbehaveAsync("""{"clock_shift":{"by":"-00:07:00"}}""");
        (await DateAsync()).ShouldBe(SimulatorClient.Start.AddMinutes(-7));
        await simulator.MisbehaveAsync("""{"clock_shift":{"by":"00:07:00"}}""");
        (await DateAsync()).ShouldBe(SimulatorClient.Start.AddMinutes(7));
        await simulator.MisbehaveAsync("""{"no_date":{}}""");
        (await DateAsync()).ShouldBeNull();

        async Task<DateTimeOffset?> DateAsync()
        {
            using var response = await simulator.SendAsync("/v1/calls");
            return response.Headers.Date;
        }
    }
}
