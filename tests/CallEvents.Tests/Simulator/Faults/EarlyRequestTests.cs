using CallEvents.TestSupport;

namespace CallEvents.Tests.Simulator.Faults;

public sealed class EarlyRequestTests
{
    [Theory]
    [InlineData("seconds")]
    [InlineData("date")]
    public async Task A_request_is_early_until_the_Retry_After_has_elapsed(string format)
    {
        await using var simulator = await SimulatorClient.StartAsync();
        await simulator.SetFaultsAsync(
            $$$"""{"too_many_requests":{"count":1,"only":"list","retry_after":"00:00:05","retry_after_format":"{{{format}}}"}}"""
        );

        await simulator.SendAsync("/v1/calls");
        CountEarlyRequests(simulator).ShouldBe(0);

        simulator.Time.Advance(TimeSpan.FromSeconds(4.9));
        await simulator.SendAsync("/v1/calls/call_A");
        CountEarlyRequests(simulator).ShouldBe(1);

        simulator.Time.Advance(TimeSpan.FromSeconds(0.1));
        await simulator.SendAsync("/v1/calls");
        CountEarlyRequests(simulator).ShouldBe(1);

        var report = await simulator.GetJsonAsync("/simulator/early-requests");
        report["early_requests"]!.GetValue<int>().ShouldBe(1);
        report["early"]![0]!["kind"]!.GetValue<string>().ShouldBe("detail");
        report["early"]![0]!["after_response_ms"]!.GetValue<int>().ShouldBe(4900);
    }

    [Fact]
    public async Task A_request_received_before_the_response_was_sent_is_not_early()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        await simulator.SetFaultsAsync(
            """{"slow_headers":{"delay":"00:00:02","only":"detail"},"unavailable":{"only":"list","retry_after":"00:00:09"}}"""
        );

        var detail = simulator.SendAsync("/v1/calls/call_A");
        await Eventually.Be(() => simulator.GetTriggerCount("slow_headers") == 1);
        await simulator.SendAsync("/v1/calls");
        await simulator.AdvanceUntilAsync(detail);

        CountEarlyRequests(simulator).ShouldBe(0);
    }

    [Fact]
    public async Task A_wait_applies_to_one_key_only()
    {
        await using var simulator = await SimulatorClient.StartAsync(SimulatorClient.Empty with { AdditionalApiKeys = ["two"] });
        await simulator.SetFaultsAsync("""{"too_many_requests":{"count":1,"retry_after":"00:00:05"}}""");
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", "two");

        await simulator.SendAsync("/v1/calls");
        await http.GetAsync(new Uri($"{simulator.Simulator.BaseUrl}/calls"));

        CountEarlyRequests(simulator).ShouldBe(0);
    }

    [Fact]
    public async Task An_error_without_a_Retry_After_starts_no_wait()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        await simulator.SetFaultsAsync("""{"too_many_requests":{}}""");

        await simulator.SendAsync("/v1/calls");
        await simulator.SendAsync("/v1/calls");

        CountEarlyRequests(simulator).ShouldBe(0);
    }

    private static long CountEarlyRequests(SimulatorClient simulator) => simulator.Simulator.ReadStats().EarlyRequests;
}
