using System.Net;

namespace CallEvents.Tests.Simulator.Faults;

public sealed class ErrorFaultTests
{
    [Theory]
    [InlineData("""{"too_many_requests":{"retry_after":"00:00:07"}}""", 429, "7")]
    [InlineData("""{"too_many_requests":{"retry_after":"00:00:06.2"}}""", 429, "7")]
    [InlineData("""{"too_many_requests":{}}""", 429, null)]
    [InlineData("""{"too_many_requests":{"retry_after":"00:00:07","retry_after_format":"date"}}""", 429, "Fri, 15 Mar 2024 14:32:07 GMT")]
    [InlineData(
        """{"too_many_requests":{"retry_after":"00:00:07","retry_after_format":"date"},"clock_skew":{"offset":"-00:05:00"}}""",
        429,
        "Fri, 15 Mar 2024 14:27:07 GMT"
    )]
    [InlineData("""{"unavailable":{"retry_after":"00:02:00"}}""", 503, "120")]
    [InlineData("""{"unavailable":{}}""", 503, null)]
    [InlineData("""{"server_error":{}}""", 500, null)]
    [InlineData("""{"server_error":{"status":502}}""", 502, null)]
    [InlineData("""{"unauthorized":{}}""", 401, null)]
    [InlineData("""{"unauthorized":{"status":403}}""", 403, null)]
    [InlineData("""{"broken_range":{}}""", 500, null)]
    public async Task An_error_fault_sets_status_and_Retry_After(string json, int status, string? retryAfter)
    {
        await using var simulator = await SimulatorClient.StartAsync();
        await simulator.SetFaultsAsync(json);

        using var response = await simulator.SendAsync("/v1/calls");

        response.StatusCode.ShouldBe((HttpStatusCode)status);
        (response.Headers.TryGetValues("Retry-After", out var values) ? values.Single() : null).ShouldBe(retryAfter);
        simulator.Simulator.ReadStats().Faults.Values.ShouldContain(1);
    }

    [Fact]
    public async Task A_fault_triggers_up_to_its_count()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        await simulator.SetFaultsAsync("""{"server_error":{"count":2}}""");

        (await GetStatusesAsync(simulator, 4)).ShouldBe([500, 500, 200, 200]);
        simulator.GetTriggerCount("server_error").ShouldBe(2);
    }

    [Fact]
    public async Task A_fault_triggers_only_for_requests_in_its_scope()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        simulator.Add("call_A");
        await simulator.SetFaultsAsync("""{"server_error":{"only":"detail"},"unavailable":{"only":"list"}}""");

        (await simulator.SendAsync("/v1/calls/call_A")).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await simulator.SendAsync("/v1/calls")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await simulator.SendAsync("/simulator/calls")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_seed_determines_which_requests_trigger_a_fault()
    {
        var runs = new List<int[]>();
        foreach (var seed in new[] { 7, 7, 8 })
        {
            await using var simulator = await SimulatorClient.StartAsync(SimulatorClient.Empty with { Seed = seed });
            await simulator.SetFaultsAsync("""{"server_error":{"probability":0.3}}""");
            runs.Add(await GetStatusesAsync(simulator, 100));
        }

        runs[0].Count(status => status == 500).ShouldBeInRange(15, 45);
        runs[1].ShouldBe(runs[0]);
        runs[2].ShouldNotBe(runs[0]);
    }

    [Fact]
    public async Task A_fault_with_a_duration_persists_and_counts_once()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        await simulator.SetFaultsAsync("""{"too_many_requests":{"count":1,"duration":"00:00:10"}}""");

        (await GetStatusesAsync(simulator, 3)).ShouldBe([429, 429, 429]);
        simulator.Time.Advance(TimeSpan.FromSeconds(9.9));
        (await GetStatusesAsync(simulator, 1)).ShouldBe([429]);
        simulator.Time.Advance(TimeSpan.FromSeconds(0.1));
        (await GetStatusesAsync(simulator, 1)).ShouldBe([200]);
    }

    [Theory]
    [InlineData("", 500)]
    [InlineData("?from=2024-03-15T12:00:00Z&to=2024-03-15T12:30:00Z", 200)]
    [InlineData("?from=2024-03-15T12:00:00Z&to=2024-03-15T13:00:00Z", 500)]
    [InlineData("?from=2024-03-15T13:30:00Z&to=2024-03-15T13:31:00Z", 500)]
    [InlineData("?from=2024-03-15T14:00:01Z", 200)]
    [InlineData("?to=2024-03-15T12:59:59Z", 200)]
    public async Task A_broken_range_fails_every_list_request_that_overlaps_it(string query, int status)
    {
        await using var simulator = await SimulatorClient.StartAsync();
        await simulator.SetFaultsAsync("""{"broken_range":{"from":"2024-03-15T13:00:00Z","to":"2024-03-15T14:00:00Z"}}""");

        ((int)(await simulator.SendAsync($"/v1/calls{query}")).StatusCode).ShouldBe(status);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    public async Task Broken_details_affect_a_fraction_of_the_calls_and_always_the_same(int status)
    {
        await using var simulator = await SimulatorClient.StartAsync(new() { Calls = 60, ArrivalsPerMinute = 0 });
        await simulator.SetFaultsAsync($$$"""{"broken_details":{"probability":0.3,"status":{{{status}}}}}""");

        var first = await GetFailingIdsAsync();
        var second = await GetFailingIdsAsync();

        first.Length.ShouldBeInRange(8, 28);
        second.ShouldBe(first);

        async Task<string[]> GetFailingIdsAsync()
        {
            var failing = new List<string>();
            foreach (var id in await simulator.GetIdsAsync("?limit=100"))
            {
                if ((int)(await simulator.SendAsync($"/v1/calls/{id}")).StatusCode == status)
                    failing.Add(id);
            }

            return [.. failing];
        }
    }

    private static async Task<int[]> GetStatusesAsync(SimulatorClient simulator, int count)
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
