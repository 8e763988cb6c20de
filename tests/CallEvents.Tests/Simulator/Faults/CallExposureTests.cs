using System.Text.Json.Nodes;

namespace CallEvents.Tests.Simulator.Faults;

public sealed class CallExposureTests
{
    [Fact]
    public async Task Every_shown_version_is_recorded_with_its_time()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        simulator.Add("call_A");
        simulator.Add("call_unshown", secondsAgo: 3600);

        await simulator.GetIdsAsync("?limit=1");
        simulator.Workspace.Edit("call_A", call => call with { Outcome = "never shown" });
        simulator.Workspace.Edit("call_A", call => call with { Outcome = "escalated" });
        simulator.Time.Advance(TimeSpan.FromSeconds(5));
        await simulator.GetJsonAsync("/v1/calls/call_A");
        await simulator.GetIdsAsync("?limit=1");

        var calls = (await simulator.GetJsonAsync("/simulator/calls")).AsArray();
        var (shown, unshown) = (calls[0]!, calls[1]!);
        shown["ever_shown"]!.GetValue<bool>().ShouldBeTrue();
        shown["complete_transcript_shown"]!.GetValue<bool>().ShouldBeTrue();
        GetShownOutcomes(shown).Count.ShouldBe(2);
        GetShownOutcomes(shown)[1].ShouldBe("escalated at 2024-03-15T14:32:05Z");
        shown["shown_transcripts"]![0]!["complete"]!.GetValue<bool>().ShouldBeTrue();
        unshown["ever_shown"]!.GetValue<bool>().ShouldBeFalse();
        unshown["complete_transcript_shown"]!.GetValue<bool>().ShouldBeFalse();
        GetShownOutcomes(unshown).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deleted_call_stays_listed_if_it_was_shown()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        simulator.Add("call_A");
        await simulator.GetIdsAsync();
        simulator.Add("call_B");
        simulator.Time.Advance(TimeSpan.FromSeconds(3));
        simulator.Workspace.Delete("call_A");
        simulator.Workspace.Delete("call_B");

        var call = (await simulator.GetJsonAsync("/simulator/calls")).AsArray().ShouldHaveSingleItem()!;

        call["id"]!.GetValue<string>().ShouldBe("call_A");
        call["deleted_at"]!.GetValue<string>().ShouldBe("2024-03-15T14:32:03Z");
        GetShownOutcomes(call).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Each_key_serves_its_own_workspace()
    {
        await using var simulator = await SimulatorClient.StartAsync(
            new()
            {
                Calls = 5,
                ArrivalsPerMinute = 0,
                ApiKey = "one",
                AdditionalApiKeys = ["two", "three"],
            }
        );
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", "three");
        var page = JsonNode.Parse(await http.GetStringAsync(new Uri($"{simulator.Simulator.BaseUrl}/calls")))!;

        var third = (await simulator.GetJsonAsync("/simulator/calls?workspace=2")).AsArray();

        GetIds(page["data"]!.AsArray()).ShouldBe(GetIds(third));
        third.ShouldAllBe(call => call!["ever_shown"]!.GetValue<bool>());
        (await simulator.GetIdsAsync()).Intersect(GetIds(third)).ShouldBeEmpty();
        (await simulator.GetJsonAsync("/simulator/stats"))["calls"]!.GetValue<int>().ShouldBe(15);
        (await simulator.GetJsonAsync("/simulator/stats?workspace=1"))["calls"]!.GetValue<int>().ShouldBe(5);
        using var invalid = await simulator.SendAsync("/simulator/calls?workspace=3");
        (await invalid.Content.ReadAsStringAsync()).ShouldContain("workspace: found '3', expected a whole number from 0 to 2.");
    }

    private static string[] GetIds(JsonArray calls) => [.. calls.Select(call => call!["id"]!.GetValue<string>())];

    private static List<string> GetShownOutcomes(JsonNode call) =>
        [.. call["shown_versions"]!.AsArray().Select(version => $"{version!["outcome"]} at {version["first_shown_at"]}")];
}
