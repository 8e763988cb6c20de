using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.Simulator.Calls;
using CallEvents.Simulator.Workspaces;

namespace CallEvents.Tests.Simulator.Faults;

public sealed class BodyFaultTests
{
    private static readonly SimulatedCall Known = new()
    {
        Id = "call_A",
        CreatedAt = SimulatorClient.Start,
        DurationSeconds = 90.5,
        RepId = "user_A",
        ProspectEmail = "a@b.example",
        CoachingScore = 12,
        Outcome = "won",
    };

    [Theory]
    [InlineData("""{"html_body":{}}""", "<!DOCTYPE html><html><body><h1>We are down for maintenance</h1></body></html>")]
    [InlineData("""{"empty_body":{}}""", "{}")]
    [InlineData("""{"null_data":{}}""", """{"data":null}""")]
    public async Task A_body_fault_replaces_the_body(string json, string expected)
    {
        await using var simulator = await StartAsync(json);

        (await simulator.GetTextAsync("/v1/calls")).ShouldBe(expected);
        (await simulator.GetTextAsync("/v1/calls/call_A")).ShouldBe(expected);
        GetShownIds(simulator).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_truncated_body_ends_in_the_middle()
    {
        await using var simulator = await StartAsync("""{"truncated_body":{}}""");

        var text = await simulator.GetTextAsync("/v1/calls");

        text.ShouldStartWith("""{"data":[{"id":"call_A",""");
        Should.Throw<JsonException>(() => JsonNode.Parse(text));
        GetShownIds(simulator).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("item_without_id")]
    [InlineData("item_not_object")]
    public async Task One_item_of_a_valid_page_can_be_malformed(string fault)
    {
        await using var simulator = await StartAsync($$$"""{"{{{fault}}}":{}}""");
        simulator.Add("call_B", secondsAgo: 70);
        simulator.Add("call_C", secondsAgo: 80);

        var data = (await simulator.GetJsonAsync("/v1/calls"))["data"]!.AsArray();

        data.Count.ShouldBe(3);
        (data[1] as JsonObject)?["id"].ShouldBeNull();
        data[0]!["id"]!.GetValue<string>().ShouldBe("call_A");
        data[2]!["id"]!.GetValue<string>().ShouldBe("call_C");
        GetShownIds(simulator).ShouldBe(["call_A", "call_C"]);
    }

    [Theory]
    [InlineData(
        "unknown_fields",
        """
            {"created_at":"2024-03-15T14:32:00Z","duration_seconds":90.5,"outcome":"won","speaker":"rep","start_ms":0,"tags":["new",1,null]}
            """
    )]
    [InlineData(
        "unknown_values",
        """{"created_at":"2024-03-15T14:32:00Z","duration_seconds":90.5,"outcome":"escalated","speaker":"assistant","start_ms":0}"""
    )]
    [InlineData(
        "null_fields",
        """{"created_at":"2024-03-15T14:32:00Z","duration_seconds":null,"outcome":null,"speaker":"rep","start_ms":0}"""
    )]
    [InlineData(
        "numbers_as_strings",
        """{"created_at":"2024-03-15T14:32:00Z","duration_seconds":"90.5","outcome":"won","speaker":"rep","start_ms":"0"}"""
    )]
    [InlineData(
        "utc_offsets",
        """{"created_at":"2024-03-15T16:32:00+02:00","duration_seconds":90.5,"outcome":"won","speaker":"rep","start_ms":0}"""
    )]
    public async Task Deviations_from_the_documentation_are_recorded(string fault, string expected)
    {
        await using var simulator = await StartAsync($$$"""{"{{{fault}}}":{}}""");
        var expectedFields = JsonNode.Parse(expected)!.AsObject();

        var item = (await simulator.GetJsonAsync("/v1/calls"))["data"]![0]!;
        var detail = await simulator.GetJsonAsync("/v1/calls/call_A");

        foreach (var (name, value) in expectedFields.Where(field => field.Key is not ("speaker" or "start_ms")))
        {
            JsonNode.DeepEquals(item[name], value).ShouldBeTrue(name);
            JsonNode.DeepEquals(detail[name], value).ShouldBeTrue(name);
        }

        foreach (var name in new[] { "speaker", "start_ms" })
            JsonNode.DeepEquals(detail["transcript"]![0]![name], expectedFields[name]).ShouldBeTrue(name);

        var version = simulator.Workspace.Find("call_A")!.Exposure.Versions.ShouldHaveSingleItem();
        version.Deviations.ShouldBe([fault]);
        version.Call.Outcome.ShouldBe(expectedFields["outcome"]?.GetValue<string>());
    }

    private static async Task<SimulatorClient> StartAsync(string json)
    {
        var simulator = await SimulatorClient.StartAsync();
        simulator.Workspace.Add(_ => Known);
        simulator.Workspace.SetTranscript(Known.Id, [new("rep", 0, 900, "Hello")]);
        await simulator.SetFaultsAsync(json);
        return simulator;
    }

    private static IEnumerable<string> GetShownIds(SimulatorClient simulator) =>
        simulator.Workspace.List().Where(state => state.Exposure.HasBeenShown).Select(state => state.Call.Id);
}
