using System.Net;
using System.Text.Json.Nodes;

namespace CallEvents.Tests.Simulator;

public sealed class InspectionEndpointTests
{
    [Fact]
    public async Task Every_call_is_listed_with_its_transcript_ready_or_not()
    {
        await using var simulator = await SimulatorClient.StartAsync(new() { Calls = 40, ArrivalsPerMinute = 60 });
        simulator.Time.Advance(TimeSpan.FromSeconds(10));

        var calls = (await simulator.GetJsonAsync("/simulator/calls")).AsArray();

        calls.Count.ShouldBe(50);
        calls.Select(call => call!["id"]!.GetValue<string>()).ShouldBe(await simulator.GetAllIdsAsync(limit: 100));
        calls.Count(call => call!["transcript_ready"]!.GetValue<bool>()).ShouldBe(40);
        foreach (var call in calls)
            await ShouldMatchApiAsync(simulator, call!.AsObject());
    }

    [Fact]
    public async Task Transcripts_can_be_left_out()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        simulator.Add("call_A", secondsAgo: 15);

        var call = (await simulator.GetJsonAsync("/simulator/calls?transcripts=false"))[0]!;

        call["transcript"].ShouldBeNull();
        call["shown_at"]!.GetValue<string>().ShouldBe("2024-03-15T14:32:00Z");
        call["transcript_ready_at"]!.GetValue<string>().ShouldBe("2024-03-15T14:32:05Z");
        call["transcript_ready"]!.GetValue<bool>().ShouldBeFalse();
        (await simulator.SendAsync("/simulator/calls?transcripts=some")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Stats_count_requests_by_kind_and_status()
    {
        await using var simulator = await SimulatorClient.StartAsync(
            new()
            {
                Calls = 5,
                ArrivalsPerMinute = 60,
                StopArrivalsAfter = 3,
            }
        );
        simulator.Time.Advance(TimeSpan.FromSeconds(2));
        foreach (var path in new[] { "/v1/calls", "/v1/calls?limit=2", "/v1/calls?limit=0", "/v1/calls/none", "/v1/users", "/health/live" })
            (await simulator.SendAsync(path)).Dispose();

        (await simulator.GetTextAsync("/simulator/stats")).ShouldBe(
            WrappedJson.Unwrap(
                """
                {"requests":[
                  {"kind":"detail","status":404,"count":1},
                  {"kind":"list","status":200,"count":2},
                  {"kind":"list","status":400,"count":1},
                  {"kind":"other","status":404,"count":1}
                ],"calls":7,"arrivals":2,"arrivals_left":1,"early_requests":0,"faults":{}}
                """
            )
        );
    }

    [Fact]
    public async Task Deleting_arrivals_stops_them_in_every_workspace()
    {
        await using var simulator = await SimulatorClient.StartAsync(
            new()
            {
                Calls = 5,
                ArrivalsPerMinute = 60,
                AdditionalApiKeys = ["another"],
            }
        );
        simulator.Time.Advance(TimeSpan.FromSeconds(4));

        var stats = await simulator.DeleteAsync("/simulator/arrivals");
        (stats["calls"]!.GetValue<int>(), stats["arrivals"]!.GetValue<int>(), stats["arrivals_left"]!.GetValue<int>()).ShouldBe((18, 8, 0));

        simulator.Time.Advance(TimeSpan.FromMinutes(1));
        (await simulator.GetJsonAsync("/simulator/stats"))["calls"]!.GetValue<int>().ShouldBe(18);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task The_health_endpoints_report_healthy(string path)
    {
        await using var simulator = await SimulatorClient.StartAsync();

        (await simulator.GetTextAsync(path)).ShouldBe("Healthy");
    }

    private static async Task ShouldMatchApiAsync(SimulatorClient simulator, JsonObject call)
    {
        var shown = (await simulator.GetJsonAsync($"/v1/calls/{call["id"]}")).AsObject();
        if (!call["transcript_ready"]!.GetValue<bool>())
        {
            call["transcript"]!.AsArray().Count.ShouldBeGreaterThan(0);
            call["transcript"] = null;
        }

        foreach (var (name, value) in shown)
            JsonNode.DeepEquals(value, call[name]).ShouldBeTrue($"{name} of {call["id"]}");
    }
}
