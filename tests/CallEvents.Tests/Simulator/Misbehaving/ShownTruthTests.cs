using System.Text.Json.Nodes;

namespace CallEvents.Tests.Simulator.Misbehaving;

public sealed class ShownTruthTests
{
    [Fact]
    public async Task It_tells_every_version_that_was_shown_and_when()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        simulator.Add("call_A");
        simulator.Add("call_unseen", secondsAgo: 3600);

        await simulator.IdsAsync("?limit=1");
        simulator.Workspace.Edit("call_A", call => call with { Outcome = "never shown" });
        simulator.Workspace.Edit("call_A", call => call with { Outcome = "escalated" });
        simulator.Time.Advance(TimeSpan.FromSeconds(5));
        await simulator.JsonAsync("/v1/calls/call_A");
        await simulator.IdsAsync("?limit=1");

        var told = (await simulator.JsonAsync("/simulator/calls")).AsArray();
        var (shown, unseen) = (told[0]!, told[1]!);
        shown["ever_shown"]!.GetValue<bool>().ShouldBeTrue();
        shown["transcript_ever_shown_whole"]!.GetValue<bool>().ShouldBeTrue();
        Outcomes(shown).Count.ShouldBe(2);
        Outcomes(shown)[1].ShouldBe("escalated at 2024-03-15T14:32:05Z");
        shown["shown_transcripts"]![0]!["whole"]!.GetValue<bool>().ShouldBeTrue();
        unseen["ever_shown"]!.GetValue<bool>().ShouldBeFalse();
        unseen["transcript_ever_shown_whole"]!.GetValue<bool>().ShouldBeFalse();
        Outcomes(unseen).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deleted_call_stays_in_the_truth_if_it_was_shown()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        simulator.Add("call_A");
        await simulator.IdsAsync();
        simulator.Add("call_B");
        simulator.Time.Advance(TimeSpan.FromSeconds(3));
        simulator.Workspace.Delete("call_A");
        simulator.Workspace.Delete("call_B");

        var told = (await simulator.JsonAsync("/simulator/calls")).AsArray().ShouldHaveSingleItem()!;

        told["id"]!.GetValue<string>().ShouldBe("call_A");
        told["deleted_at"]!.GetValue<string>().ShouldBe("2024-03-15T14:32:03Z");
        Outcomes(told).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Several_workspaces_are_served_by_their_keys()
    {
        await using var simulator = await SimulatorClient.StartAsync(
            new() { Calls = 5, ArrivalsPerMinute = 0, ApiKey = "one", FurtherApiKeys = ["two", "three"] });
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", "three");
        var page = JsonNode.Parse(await http.GetStringAsync(new Uri($"{simulator.Simulator.BaseUrl}/calls")))!;

        var third = (await simulator.JsonAsync("/simulator/calls?workspace=2")).AsArray();

        Ids(page["data"]!.AsArray()).ShouldBe(Ids(third));
        third.ShouldAllBe(call => call!["ever_shown"]!.GetValue<bool>());
        (await simulator.IdsAsync()).Intersect(Ids(third)).ShouldBeEmpty();
        (await simulator.JsonAsync("/simulator/stats"))["calls"]!.GetValue<int>().ShouldBe(15);
        (await simulator.JsonAsync("/simulator/stats?workspace=1"))["calls"]!.GetValue<int>().ShouldBe(5);
        using var wrong = await simulator.SendAsync("/simulator/calls?workspace=3");
        (await wrong.Content.ReadAsStringAsync()).ShouldContain("workspace: found '3', expected a whole number from 0 to 2.");
    }

    private static string[] Ids(JsonArray calls) => [.. calls.Select(call => call!["id"]!.GetValue<string>())];

    private static List<string> Outcomes(JsonNode told) =>
        [.. told["shown_versions"]!.AsArray().Select(version => $"{version!["outcome"]} at {version["first_shown_at"]}")];
}
