namespace CallEvents.Tests.Simulator;

public sealed class PagingTests
{
    [Fact]
    public async Task Paging_to_the_end_returns_each_call_once_newest_first()
    {
        await using var simulator = await SimulatorClient.StartAsync(new() { Calls = 257, ArrivalsPerMinute = 0 });

        var ids = await simulator.GetAllIdsAsync(limit: 10);

        ids.ShouldBe(simulator.Workspace.List().Select(state => state.Call.Id));
        ids.Distinct().Count().ShouldBe(257);
        var created = simulator.Workspace.List().Select(state => state.Call.CreatedAt).ToArray();
        created.ShouldBe(created.OrderDescending());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Calls_of_the_same_instant_are_returned_once_across_pages(int limit)
    {
        await using var simulator = await SimulatorClient.StartAsync();
        foreach (var id in new[] { "call_C", "call_A", "call_F", "call_B", "call_E", "call_D" })
            simulator.Add(id);
        simulator.Add("call_older", secondsAgo: 61);

        (await simulator.GetAllIdsAsync(limit)).ShouldBe(["call_F", "call_E", "call_D", "call_C", "call_B", "call_A", "call_older"]);
    }

    [Theory]
    [InlineData("", 20)]
    [InlineData("?limit=1", 1)]
    [InlineData("?limit=100", 100)]
    public async Task A_page_contains_20_calls_by_default(string query, int expected)
    {
        await using var simulator = await SimulatorClient.StartAsync(new() { Calls = 130, ArrivalsPerMinute = 0 });

        (await simulator.GetIdsAsync(query)).Length.ShouldBe(expected);
    }

    [Fact]
    public async Task A_full_last_page_has_no_next_cursor()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        simulator.Add("call_A");
        simulator.Add("call_B");

        var page = await simulator.GetJsonAsync("/v1/calls?limit=2");

        page["has_more"]!.GetValue<bool>().ShouldBeFalse();
        page["next_cursor"].ShouldBeNull();
    }

    [Fact]
    public async Task Changes_while_paging_neither_repeat_nor_skip_other_calls()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        for (var number = 0; number < 12; number++)
            simulator.Add($"call_{number:00}", secondsAgo: 100 - number);

        var added = 0;
        var ids = await simulator.GetAllIdsAsync(
            limit: 2,
            () =>
            {
                simulator.Add($"call_new_{added}", secondsAgo: 50 - added);
                simulator.Workspace.Delete($"call_{11 - added++}");
                return Task.CompletedTask;
            }
        );

        ids.ShouldBe([
            "call_11",
            "call_10",
            "call_09",
            "call_08",
            "call_07",
            "call_06",
            "call_05",
            "call_04",
            "call_03",
            "call_02",
            "call_01",
            "call_00",
        ]);
    }

    [Fact]
    public async Task Deleting_the_last_call_of_a_page_does_not_affect_the_next_page()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        for (var number = 0; number < 4; number++)
            simulator.Add($"call_{number}");
        var first = await simulator.GetJsonAsync("/v1/calls?limit=2");

        simulator.Workspace.Delete("call_2");

        (await simulator.GetIdsAsync($"?cursor={first["next_cursor"]}")).ShouldBe(["call_1", "call_0"]);
    }
}
