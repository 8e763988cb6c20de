namespace CallEvents.Tests.Simulator;

public sealed class FilterTests
{
    [Theory]
    [InlineData("?from=2024-03-15T14:31:30Z&to=2024-03-15T14:31:40Z", "call_40 call_30")]
    [InlineData("?from=2024-03-15T16:31:30%2B02:00", "call_50 call_40 call_30")]
    [InlineData("?to=2024-03-15T08:31:30-06:00", "call_30 call_20")]
    [InlineData("?from=2024-03-15T14:31:30.001Z&to=2024-03-15T14:31:49.9999999Z", "call_40")]
    [InlineData("?from=2024-03-15T14:31:39.999999999Z", "call_50 call_40")]
    [InlineData("?from=2024-03-15T14:31:50", "call_50")]
    [InlineData("?from=2024-03-15", "call_50 call_40 call_30 call_20")]
    [InlineData("?from=2024-03-15T14:32Z", "")]
    [InlineData("?from=2024-03-15T14:31:40Z&to=2024-03-15T14:31:30Z", "")]
    public async Task Both_ends_of_a_time_range_are_included(string query, string expected)
    {
        await using var simulator = await SimulatorClient.StartAsync();
        foreach (var second in new[] { 20, 30, 40, 50 })
            simulator.Add($"call_{second}", secondsAgo: 60 - second);

        (await simulator.GetIdsAsync(query)).ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Fractions_of_a_second_are_compared_and_shown()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        simulator.Add("call_A", secondsAgo: 9.75);

        (await simulator.GetIdsAsync("?to=2024-03-15T14:31:50Z")).ShouldBeEmpty();
        (await simulator.GetIdsAsync("?to=2024-03-15T14:31:50.25Z")).ShouldBe(["call_A"]);
        (await simulator.GetJsonAsync("/v1/calls/call_A"))["created_at"]!.GetValue<string>().ShouldBe("2024-03-15T14:31:50.25Z");
    }

    [Fact]
    public async Task Rep_and_outcome_filters_combine_on_every_page()
    {
        await using var simulator = await SimulatorClient.StartAsync(new() { Calls = 600, ArrivalsPerMinute = 0 });
        var rep = simulator.Workspace.Reps[0].Id;
        var expected = simulator
            .Workspace.List()
            .Where(state => state.Call.RepId == rep && state.Call.Outcome == "follow_up")
            .Select(state => state.Call.Id)
            .ToArray();

        var first = await simulator.GetJsonAsync($"/v1/calls?rep_id={rep}&outcome=follow_up&limit=5");
        var rest = await simulator.GetIdsAsync($"?rep_id={rep}&outcome=follow_up&limit=100&cursor={first["next_cursor"]}");

        expected.Length.ShouldBeGreaterThan(5);
        rest.ShouldBe(expected.Skip(5));
        (await simulator.GetIdsAsync("?rep_id=user_nobody")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_null_outcome_does_not_match_no_outcome()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        simulator.Workspace.Add(call => call with { Id = "call_null", Outcome = null });
        simulator.Workspace.Add(call => call with { Id = "call_none", Outcome = "no_outcome" });

        (await simulator.GetIdsAsync("?outcome=no_outcome")).ShouldBe(["call_none"]);
    }

    [Fact]
    public async Task An_unknown_parameter_is_ignored()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        simulator.Add("call_A");

        (await simulator.GetIdsAsync("?colour=blue")).ShouldBe(["call_A"]);
    }
}
