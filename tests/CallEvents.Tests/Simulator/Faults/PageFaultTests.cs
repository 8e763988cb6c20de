using System.Net;

namespace CallEvents.Tests.Simulator.Faults;

public sealed class PageFaultTests
{
    [Fact]
    public async Task A_cursor_expires_by_age()
    {
        await using var simulator = await StartAsync("""{"expired_cursor":{"after":"00:00:05"}}""");
        var cursor = await GetCursorAsync(simulator);

        (await GetStatusAsync(simulator, cursor)).ShouldBe(HttpStatusCode.OK);
        simulator.Time.Advance(TimeSpan.FromSeconds(5));
        (await GetStatusAsync(simulator, cursor)).ShouldBe(HttpStatusCode.BadRequest);
        (await GetStatusAsync(simulator, await GetCursorAsync(simulator))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_cursor_expires_by_number_of_uses()
    {
        await using var simulator = await StartAsync("""{"expired_cursor":{"uses":1}}""");
        var cursor = await GetCursorAsync(simulator);

        (await GetStatusAsync(simulator, cursor)).ShouldBe(HttpStatusCode.OK);
        (await GetStatusAsync(simulator, cursor)).ShouldBe(HttpStatusCode.BadRequest);
        simulator.GetTriggerCount("expired_cursor").ShouldBe(1);
    }

    [Fact]
    public async Task A_repeated_cursor_is_the_cursor_of_the_request()
    {
        await using var simulator = await StartAsync("""{"repeated_cursor":{}}""");
        var cursor = await GetCursorAsync(simulator);

        (await GetCursorAsync(simulator, $"&cursor={cursor}")).ShouldBe(cursor);
    }

    [Fact]
    public async Task The_next_cursor_can_contradict_has_more()
    {
        await using var simulator = await StartAsync("""{"missing_cursor":{"count":1},"unexpected_cursor":{"count":1}}""");

        var missing = await simulator.GetJsonAsync("/v1/calls?limit=3");
        var unexpected = await simulator.GetJsonAsync("/v1/calls?limit=3");
        var valid = await simulator.GetJsonAsync("/v1/calls?limit=3");

        (missing["has_more"]!.GetValue<bool>(), missing["next_cursor"] is null).ShouldBe((true, true));
        (unexpected["has_more"]!.GetValue<bool>(), unexpected["next_cursor"] is null).ShouldBe((false, false));
        (valid["has_more"]!.GetValue<bool>(), valid["next_cursor"] is null).ShouldBe((true, false));
    }

    [Fact]
    public async Task Empty_pages_cause_no_loss()
    {
        await using var simulator = await StartAsync("""{"empty_page":{"count":3}}""");
        var sizes = new List<int>();
        var cursors = new List<string>();
        for (var query = "/v1/calls?limit=4"; ; )
        {
            var page = await simulator.GetJsonAsync(query);
            sizes.Add(page["data"]!.AsArray().Count);
            if (page["next_cursor"] is not { } next)
                break;

            cursors.Add(next.GetValue<string>());
            query = $"/v1/calls?limit=4&cursor={next}";
        }

        sizes.ShouldBe([0, 0, 0, 4, 4, 2]);
        cursors.ShouldBeUnique();
    }

    [Fact]
    public async Task Short_pages_cause_no_loss()
    {
        await using var simulator = await StartAsync("""{"short_page":{"limit":3}}""");

        (await simulator.GetIdsAsync("?limit=100")).Length.ShouldBe(3);
        (await simulator.GetAllIdsAsync(limit: 100)).Count.ShouldBe(10);
    }

    [Fact]
    public async Task An_offset_cursor_repeats_or_skips_calls_when_the_list_changes()
    {
        await using var simulator = await StartAsync("""{"offset_cursor":{}}""");
        (await simulator.GetAllIdsAsync(limit: 3)).Count.ShouldBe(10);

        var inserted = await GetAllIdsWithAsync(() => simulator.Add("call_new", secondsAgo: 1));
        var deleted = await GetAllIdsWithAsync(() => simulator.Workspace.Delete("call_new"));

        inserted.Count(id => id == "call_7").ShouldBe(2);
        deleted.ShouldNotContain("call_7");

        async Task<List<string>> GetAllIdsWithAsync(Action change)
        {
            var changed = false;
            return await simulator.GetAllIdsAsync(
                limit: 3,
                () =>
                {
                    if (!changed)
                        change();
                    changed = true;
                    return Task.CompletedTask;
                }
            );
        }
    }

    [Fact]
    public async Task An_unordered_page_contains_all_its_calls()
    {
        await using var simulator = await StartAsync("{}");
        var ordered = await simulator.GetIdsAsync("?limit=8");
        await simulator.SetFaultsAsync("""{"unordered_page":{}}""");

        var ids = await simulator.GetIdsAsync("?limit=8");

        ids.ShouldNotBe(ordered);
        ids.ShouldBe(ordered, ignoreOrder: true);
    }

    private static async Task<SimulatorClient> StartAsync(string json)
    {
        var simulator = await SimulatorClient.StartAsync();
        for (var number = 0; number < 10; number++)
            simulator.Add($"call_{number}", secondsAgo: 60 - number);
        await simulator.SetFaultsAsync(json);
        return simulator;
    }

    private static async Task<string> GetCursorAsync(SimulatorClient simulator, string query = "") =>
        (await simulator.GetJsonAsync($"/v1/calls?limit=3{query}"))["next_cursor"]!.GetValue<string>();

    private static async Task<HttpStatusCode> GetStatusAsync(SimulatorClient simulator, string cursor) =>
        (await simulator.SendAsync($"/v1/calls?limit=3&cursor={cursor}")).StatusCode;
}
