using System.Net;

namespace CallEvents.Tests.Simulator.Misbehaving;

public sealed class RefusedRequestTests
{
    [Theory]
    [InlineData("""{"too_many_requests":{"retry_after":"00:00:07"}}""", 429, "7")]
    [InlineData("""{"too_many_requests":{"retry_after":"00:00:06.2"}}""", 429, "7")]
    [InlineData("""{"too_many_requests":{}}""", 429, null)]
    [InlineData("""{"too_many_requests":{"retry_after":"00:00:07","retry_after_as":"date"}}""", 429, "Fri, 15 Mar 2024 14:32:07 GMT")]
    [InlineData("""{"too_many_requests":{"retry_after":"00:00:07","retry_after_as":"date"},"clock_shift":{"by":"-00:05:00"}}""", 429,
        "Fri, 15 Mar 2024 14:27:07 GMT")]
    [InlineData("""{"unavailable":{"retry_after":"00:02:00"}}""", 503, "120")]
    [InlineData("""{"unavailable":{}}""", 503, null)]
    [InlineData("""{"server_error":{}}""", 500, null)]
    [InlineData("""{"server_error":{"status":502}}""", 502, null)]
    [InlineData("""{"locked_out":{}}""", 401, null)]
    [InlineData("""{"locked_out":{"status":403}}""", 403, null)]
    [InlineData("""{"broken_range":{}}""", 500, null)]
    public async Task A_list_request_is_refused_as_the_switch_says(string json, int status, string? retryAfter)
    {
        await using var simulator = await SimulatorClient.StartAsync();
        await simulator.MisbehaveAsync(json);

        using var response = await simulator.SendAsync("/v1/calls");

        response.StatusCode.ShouldBe((HttpStatusCode)status);
        (response.Headers.TryGetValues("Retry-After", out var values) ? values.Single() : null).ShouldBe(retryAfter);
        simulator.Simulator.ReadStats().Faults.Values.ShouldContain(1);
    }

    [Fact]
    public async Task A_fault_strikes_as_often_as_it_is_told()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        await simulator.MisbehaveAsync("""{"server_error":{"count":2}}""");

        (await StatusesAsync(simulator, 4)).ShouldBe([500, 500, 200, 200]);
        simulator.Struck("server_error").ShouldBe(2);
    }

    [Fact]
    public async Task A_fault_strikes_only_the_requests_it_is_meant_for()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        simulator.Add("call_A");
        await simulator.MisbehaveAsync("""{"server_error":{"only":"detail"},"unavailable":{"only":"list"}}""");

        (await simulator.SendAsync("/v1/calls/call_A")).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await simulator.SendAsync("/v1/calls")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await simulator.SendAsync("/simulator/calls")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_chance_decides_is_decided_by_the_seed()
    {
        var runs = new List<int[]>();
        foreach (var seed in new[] { 7, 7, 8 })
        {
            await using var simulator = await SimulatorClient.StartAsync(SimulatorClient.Empty with { Seed = seed });
            await simulator.MisbehaveAsync("""{"server_error":{"probability":0.3}}""");
            runs.Add(await StatusesAsync(simulator, 100));
        }

        runs[0].Count(status => status == 500).ShouldBeInRange(15, 45);
        runs[1].ShouldBe(runs[0]);
        runs[2].ShouldNotBe(runs[0]);
    }

    [Fact]
    public async Task A_storm_goes_on_for_its_length_and_counts_once()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        await simulator.MisbehaveAsync("""{"too_many_requests":{"count":1,"storm":"00:00:10"}}""");

        (await StatusesAsync(simulator, 3)).ShouldBe([429, 429, 429]);
        simulator.Time.Advance(TimeSpan.FromSeconds(9.9));
        (await StatusesAsync(simulator, 1)).ShouldBe([429]);
        simulator.Time.Advance(TimeSpan.FromSeconds(0.1));
        (await StatusesAsync(simulator, 1)).ShouldBe([200]);
    }

    [Theory]
    [InlineData("", 500)]
    [InlineData("?from=2024-03-15T12:00:00Z&to=2024-03-15T12:30:00Z", 200)]
    [InlineData("?from=2024-03-15T12:00:00Z&to=2024-03-15T13:00:00Z", 500)]
    [InlineData("?from=2024-03-15T13:30:00Z&to=2024-03-15T13:31:00Z", 500)]
    [InlineData("?from=2024-03-15T14:00:01Z", 200)]
    [InlineData("?to=2024-03-15T12:59:59Z", 200)]
    public async Task A_broken_range_fails_every_list_request_that_touches_it(string query, int status)
    {
        await using var simulator = await SimulatorClient.StartAsync();
        await simulator.MisbehaveAsync("""{"broken_range":{"from":"2024-03-15T13:00:00Z","to":"2024-03-15T14:00:00Z"}}""");

        ((int)(await simulator.SendAsync($"/v1/calls{query}")).StatusCode).ShouldBe(status);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Lost_details_are_a_share_of_the_calls_and_always_the_same(int status)
    {
        await using var simulator = await SimulatorClient.StartAsync(new() { Calls = 60, ArrivalsPerMinute = 0 });
        await simulator.MisbehaveAsync($$$"""{"lost_details":{"probability":0.3,"status":{{{status}}}}}""");

        var first = await LostAsync();
        var second = await LostAsync();

        first.Length.ShouldBeInRange(8, 28);
        second.ShouldBe(first);

        async Task<string[]> LostAsync()
        {
            var lost = new List<string>();
            foreach (var id in await simulator.IdsAsync("?limit=100"))
            {
                if ((int)(await simulator.SendAsync($"/v1/calls/{id}")).StatusCode == status)
                    lost.Add(id);
            }

            return [.. lost];
        }
    }

    private static async Task<int[]> StatusesAsync(SimulatorClient simulator, int count)
    {
        var statuses = new int[count];
        for (var request = 0; request < count; request++)
        {
            using var response = await simulator.SendAsync("/v1/calls");
            statuses[request] = (int)response.StatusCode;
        }

        return statuses;
    }
}
