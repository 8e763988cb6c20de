using System.Net;

namespace CallEvents.Tests.Simulator.Misbehaving;

public sealed class CursorFaultTests
{
    [Fact]
    public async Task A_cursor_may_expire_with_time()
    {
        await using var simulator = await StartAsync("""{"expired_cursor":{"after":"00:00:05"}}""");
        var cursor = await CursorAsync(simulator);

        (await StatusAsync(simulator, cursor)).ShouldBe(HttpStatusCode.OK);
        simulator.Time.Advance(TimeSpan.FromSeconds(5));
        (await StatusAsync(simulator, cursor)).ShouldBe(HttpStatusCode.BadRequest);
        (await StatusAsync(simulator, await CursorAsync(simulator))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_cursor_may_expire_with_use()
    {
        await using var simulator = await StartAsync("""{"expired_cursor":{"uses":1}}""");
        var cursor = await CursorAsync(simulator);

        (await StatusAsync(simulator, cursor)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(simulator, cursor)).ShouldBe(HttpStatusCode.BadRequest);
        simulator.Struck("expired_cursor").ShouldBe(1);
    }

    [Fact]
    public async Task A_cursor_may_repeat()
    {
        await using var simulator = await StartAsync("""{"repeated_cursor":{}}""");
        var cursor = await CursorAsync(simulator);

        (await CursorAsync(simulator, $"&cursor={cursor}")).ShouldBe(cursor);
    }

    [Fact]
    public async Task A_page_may_contradict_itself()
    {
        await using var simulator = await StartAsync("""{"missing_cursor":{"count":1},"contradicting_cursor":{"count":1}}""");

        var missing = await simulator.JsonAsync("/v1/calls?limit=3");
        var contradicting = await simulator.JsonAsync("/v1/calls?limit=3");
        var good = await simulator.JsonAsync("/v1/calls?limit=3");

        (missing["has_more"]!.GetValue<bool>(), missing["next_cursor"] is null).ShouldBe((true, true));
        (contradicting["has_more"]!.GetValue<bool>(), contradicting["next_cursor"] is null).ShouldBe((false, false));
        (good["has_more"]!.GetValue<bool>(), good["next_cursor"] is null).ShouldBe((true, false));
    }

    [Fact]
    public async Task Empty_pages_lead_on_without_loss()
    {
        await using var simulator = await StartAsync("""{"empty_page":{"count":3}}""");
        var sizes = new List<int>();
        var cursors = new List<string>();
        for (var query = "/v1/calls?limit=4"; ;)
        {
            var page = await simulator.JsonAsync(query);
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
    public async Task Short_pages_lead_on_without_loss()
    {
        await using var simulator = await StartAsync("""{"short_page":{"limit":3}}""");

        (await simulator.IdsAsync("?limit=100")).Length.ShouldBe(3);
        (await simulator.WalkAsync(limit: 100)).Count.ShouldBe(10);
    }

    [Fact]
    public async Task A_position_cursor_repeats_a_call_after_an_insert_and_hides_one_after_a_deletion()
    {
        await using var simulator = await StartAsync("""{"position_cursor":{}}""");
        (await simulator.WalkAsync(limit: 3)).Count.ShouldBe(10);

        var inserted = await WalkWithAsync(() => simulator.Add("call_new", secondsAgo: 1));
        var deleted = await WalkWithAsync(() => simulator.Workspace.Delete("call_new"));

        inserted.Count(id => id == "call_7").ShouldBe(2);
        deleted.ShouldNotContain("call_7");

        async Task<List<string>> WalkWithAsync(Action change)
        {
            var changed = false;
            return await simulator.WalkAsync(limit: 3, () =>
            {
                if (!changed)
                    change();
                changed = true;
                return Task.CompletedTask;
            });
        }
    }

    [Fact]
    public async Task A_page_may_be_out_of_order_and_is_complete()
    {
        await using var simulator = await StartAsync("{}");
        var ordered = await simulator.IdsAsync("?limit=8");
        await simulator.MisbehaveAsync("""{"unordered_page":{}}""");

        var ids = await simulator.IdsAsync("?limit=8");

        ids.ShouldNotBe(ordered);
        ids.ShouldBe(ordered, ignoreOrder: true);
    }

    private static async Task<SimulatorClient> StartAsync(string json)
    {
        var simulator = await SimulatorClient.StartAsync();
        for (var number = 0; number < 10; number++)
            simulator.Add($"call_{number}", secondsAgo: 60 - number);
        await simulator.MisbehaveAsync(json);
        return simulator;
    }

    private static async Task<string> CursorAsync(SimulatorClient simulator, string query = "") =>
        (await simulator.JsonAsync($"/v1/calls?limit=3{query}"))["next_cursor"]!.GetValue<string>();

    private static async Task<HttpStatusCode> StatusAsync(SimulatorClient simulator, string cursor) =>
        (await simulator.SendAsync($"/v1/calls?limit=3&cursor={cursor}")).StatusCode;
}
