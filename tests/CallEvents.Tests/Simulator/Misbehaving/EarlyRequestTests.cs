namespace CallEvents.Tests.Simulator.Misbehaving;

public sealed class EarlyRequestTests
{
    [Theory]
    [InlineData("seconds")]
    [InlineData("date")]
    public async Task A_request_before_the_end_of_a_wait_is_early_and_one_after_it_is_not(string form)
    {
        await using var simulator = await SimulatorClient.StartAsync();
        await simulator.MisbehaveAsync(
            $$$"""{"too_many_requests":{"count":1,"only":"list","retry_after":"00:00:05","retry_after_as":"{{{form}}}"}}""");

        await simulator.SendAsync("/v1/calls");
        Early(simulator).ShouldBe(0);

        simulator.Time.Advance(TimeSpan.FromSeconds(4.9));
        await simulator.SendAsync("/v1/calls/call_A");
        Early(simulator).ShouldBe(1);

        simulator.Time.Advance(TimeSpan.FromSeconds(0.1));
        await simulator.SendAsync("/v1/calls");
        Early(simulator).ShouldBe(1);

        var told = await simulator.JsonAsync("/simulator/requests");
        told["early_requests"]!.GetValue<int>().ShouldBe(1);
        told["early"]![0]!["kind"]!.GetValue<string>().ShouldBe("detail");
        told["early"]![0]!["after_answer_ms"]!.GetValue<int>().ShouldBe(4900);
    }

    [Fact]
    public async Task A_request_that_had_come_before_the_answer_is_not_early()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        await simulator.MisbehaveAsync("""{"slow_headers":{"by":"00:00:02","only":"detail"},"unavailable":{"only":"list","retry_after":"00:00:09"}}""");

        var before = simulator.SendAsync("/v1/calls/call_A");
        await TestSupport.Eventually.Be(() => simulator.Struck("slow_headers") == 1);
        await simulator.SendAsync("/v1/calls");
        await simulator.RunUntilAsync(before);

        Early(simulator).ShouldBe(0);
    }

    [Fact]
    public async Task One_key_does_not_wait_for_another()
    {
        await using var simulator = await SimulatorClient.StartAsync(SimulatorClient.Empty with { FurtherApiKeys = ["two"] });
        await simulator.MisbehaveAsync("""{"too_many_requests":{"count":1,"retry_after":"00:00:05"}}""");
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", "two");

        await simulator.SendAsync("/v1/calls");
        await http.GetAsync(new Uri($"{simulator.Simulator.BaseUrl}/calls"));

        Early(simulator).ShouldBe(0);
    }

    [Fact]
    public async Task A_refusal_without_a_wait_asks_for_none()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        await simulator.MisbehaveAsync("""{"too_many_requests":{}}""");

        await simulator.SendAsync("/v1/calls");
        await simulator.SendAsync("/v1/calls");

        Early(simulator).ShouldBe(0);
    }

    private static long Early(SimulatorClient simulator) => simulator.Simulator.ReadStats().EarlyRequests;
}
