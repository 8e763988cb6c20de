using System.Net;
using System.Text.Json.Nodes;

namespace CallEvents.Tests.Simulator;

public sealed class TruthDoorTests
{
    [Fact]
    public async Task It_tells_every_call_with_its_transcript_ready_or_not()
    {
        await using var simulator = await SimulatorClient.StartAsync(new() { Calls = 40, ArrivalsPerMinute = 60 });
        simulator.Time.Advance(TimeSpan.FromSeconds(10));

        var told = (await simulator.JsonAsync("/simulator/calls")).AsArray();

        told.Count.ShouldBe(50);
        told.Select(call => call!["id"]!.GetValue<string>()).ShouldBe(await simulator.WalkAsync(limit: 100));
        told.Count(call => call!["transcript_ready"]!.GetValue<bool>()).ShouldBe(40);
        foreach (var call in told)
            await ShouldBeWhatTheApiShowsAsync(simulator, call!.AsObject());
    }

    [Fact]
    public async Task It_leaves_transcripts_out_when_asked()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        simulator.Add("call_A", secondsAgo: 15);

        var told = (await simulator.JsonAsync("/simulator/calls?transcripts=false"))[0]!;

        told["transcript"].ShouldBeNull();
        told["shown_at"]!.GetValue<string>().ShouldBe("2024-03-15T14:32:00Z");
        told["transcript_ready_at"]!.GetValue<string>().ShouldBe("2024-03-15T14:32:05Z");
        told["transcript_ready"]!.GetValue<bool>().ShouldBeFalse();
        (await simulator.SendAsync("/simulator/calls?transcripts=some")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task It_counts_what_was_asked_and_answered()
    {
        await using var simulator = await SimulatorClient.StartAsync(new() { Calls = 5, ArrivalsPerMinute = 60, StopArrivalsAfter = 3 });
        simulator.Time.Advance(TimeSpan.FromSeconds(2));
        foreach (var path in new[] { "/v1/calls", "/v1/calls?limit=2", "/v1/calls?limit=0", "/v1/calls/none", "/v1/users", "/health/live" })
            (await simulator.SendAsync(path)).Dispose();

        (await simulator.TextAsync("/simulator/stats")).ShouldBe(
            """
            {"requests":[{"kind":"detail","status":404,"count":1},{"kind":"list","status":200,"count":2},{"kind":"list","status":400,"count":1},{"kind":"other","status":404,"count":1}],"calls":7,"arrivals":2,"arrivals_left":1,"early_requests":0,"faults":{}}
            """);
    }

    [Fact]
    public async Task It_ends_the_arrivals_of_every_workspace()
    {
        await using var simulator = await SimulatorClient.StartAsync(new() { Calls = 5, ArrivalsPerMinute = 60, FurtherApiKeys = ["another"] });
        simulator.Time.Advance(TimeSpan.FromSeconds(4));

        var stats = await simulator.DeleteAsync("/simulator/arrivals");
        (stats["calls"]!.GetValue<int>(), stats["arrivals"]!.GetValue<int>(), stats["arrivals_left"]!.GetValue<int>()).ShouldBe((18, 8, 0));

        simulator.Time.Advance(TimeSpan.FromMinutes(1));
        (await simulator.JsonAsync("/simulator/stats"))["calls"]!.GetValue<int>().ShouldBe(18);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task It_says_that_it_is_well(string path)
    {
        await using var simulator = await SimulatorClient.StartAsync();

        (await simulator.TextAsync(path)).ShouldBe("Healthy");
    }

    private static async Task ShouldBeWhatTheApiShowsAsync(SimulatorClient simulator, JsonObject told)
    {
        var shown = (await simulator.JsonAsync($"/v1/calls/{told["id"]}")).AsObject();
        if (!told["transcript_ready"]!.GetValue<bool>())
        {
            told["transcript"]!.AsArray().Count.ShouldBeGreaterThan(0);
            told["transcript"] = null;
        }

        foreach (var (name, value) in shown)
            JsonNode.DeepEquals(value, told[name]).ShouldBeTrue($"{name} of {told["id"]}");
    }
}
