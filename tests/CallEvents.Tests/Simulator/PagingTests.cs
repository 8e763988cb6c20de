namespace CallEvents.Tests.Simulator;

public sealed class PagingTests
{
    [Fact]
    public async Task Walking_to_the_end_gives_each_call_once_newest_first()
    {
        await using var simulator = await SimulatorClient.StartAsync(new() { Calls = 257, ArrivalsPerMinute = 0 });

        var ids = await simulator.WalkAsync(limit: 10);

        ids.ShouldBe(simulator.Workspace.List().Select(truth => truth.Call.Id));
        ids.Distinct().Count().ShouldBe(257);
        var created = simulator.Workspace.List().Select(truth => truth.Call.CreatedAt).ToArray();
        created.ShouldBe(created.OrderDescending());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Calls_of_one_instant_across_page_borders_come_once_each(int limit)
    {
        await using var simulator = await SimulatorClient.StartAsync();
        foreach (var id in new[] { "call_C", "call_A", "call_F", "call_B", "call_E", "call_D" })
            simulator.Add(id);
        simulator.Add("call_older", secondsAgo: 61);

        (await simulator.WalkAsync(limit)).ShouldBe(["call_F", "call_E", "call_D", "call_C", "call_B", "call_A", "call_older"]);
    }

    [Theory]
    [InlineData("", 20)]
    [InlineData("?limit=1", 1)]
    [InlineData("?limit=100", 100)]
    public async Task A_page_holds_twenty_calls_unless_told_otherwise(string query, int expected)
    {
        await using var simulator = await SimulatorClient.StartAsync(new() { Calls = 130, ArrivalsPerMinute = 0 });

        (await simulator.IdsAsync(query)).Length.ShouldBe(expected);
    }

    [Fact]
    public async Task A_last_page_that_is_just_full_says_that_there_is_no_more()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        simulator.Add("call_A");
        simulator.Add("call_B");

        var page = await simulator.JsonAsync("/v1/calls?limit=2");

        page["has_more"]!.GetValue<bool>().ShouldBeFalse();
        page["next_cursor"].ShouldBeNull();
    }

    [Fact]
    public async Task Calls_that_come_and_go_while_paging_neither_repeat_nor_hide_others()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        for (var number = 0; number < 12; number++)
            simulator.Add($"call_{number:00}", secondsAgo: 100 - number);

        var meanwhile = 0;
        var ids = await simulator.WalkAsync(limit: 2, () =>
        {
            simulator.Add($"call_new_{meanwhile}", secondsAgo: 50 - meanwhile);
            simulator.Workspace.Delete($"call_{11 - meanwhile++}");
            return Task.CompletedTask;
        });

        ids.ShouldBe(["call_11", "call_10", "call_09", "call_08", "call_07", "call_06", "call_05", "call_04", "call_03", "call_02",
            "call_01", "call_00"]);
    }

    [Fact]
    public async Task A_call_that_was_the_last_of_its_page_may_go_without_losing_the_next_page()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        for (var number = 0; number < 4; number++)
            simulator.Add($"call_{number}");
        var first = await simulator.JsonAsync("/v1/calls?limit=2");

        simulator.Workspace.Delete("call_2");

        (await simulator.IdsAsync($"?cursor={first["next_cursor"]}")).ShouldBe(["call_1", "call_0"]);
    }
}
