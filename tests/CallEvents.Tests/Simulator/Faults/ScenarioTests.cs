using System.Net;
using CallEvents.Simulator.Faults;
using CallEvents.Simulator.Faults.Settings;

namespace CallEvents.Tests.Simulator.Faults;

public sealed class ScenarioTests
{
    private const string Timeline = """
        - at: 00:00:10
          for: 00:00:30
          server_error: { status: 502 }
        - at: 00:00:20
          for: 00:00:10
          server_error: { status: 503 }
          no_date: {}
        - at: 00:01:00
          html_body: { only: list }
        """;

    [Fact]
    public async Task A_scenario_follows_the_clock()
    {
        await using var simulator = await SimulatorClient.StartAsync(SimulatorClient.Empty with { Scenario = Scenario.Parse(Timeline) });
        var responses = new List<string>();

        foreach (var seconds in new[] { 0, 9, 10, 19, 20, 29, 30, 39, 40, 59, 60, 3600 })
        {
            simulator.Time.SetUtcNow(SimulatorClient.Start.AddSeconds(seconds));
            using var response = await simulator.SendAsync("/v1/calls");
            var mediaType = response.Content.Headers.ContentType!.MediaType;
            responses.Add($"{seconds} {(int)response.StatusCode} {response.Headers.Date is not null} {mediaType}");
        }

        responses.ShouldBe([
            "0 200 True application/json",
            "9 200 True application/json",
            "10 502 True application/json",
            "19 502 True application/json",
            "20 503 False application/json",
            "29 503 False application/json",
            "30 502 True application/json",
            "39 502 True application/json",
            "40 200 True application/json",
            "59 200 True application/json",
            "60 200 True text/html",
            "3600 200 True text/html",
        ]);
    }

    [Fact]
    public async Task Configured_faults_stay_active_below_a_scenario()
    {
        await using var simulator = await SimulatorClient.StartAsync(SimulatorClient.Empty with { Scenario = Scenario.Parse(Timeline) });
        await simulator.SetFaultsAsync("""{"server_error":{"status":500,"only":"detail"},"unavailable":{"only":"list"}}""");

        (await simulator.SendAsync("/v1/calls/call_A")).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        simulator.Time.Advance(TimeSpan.FromSeconds(10));
        (await simulator.SendAsync("/v1/calls/call_A")).StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        simulator.Simulator.Faults.Unavailable.ShouldNotBeNull();
    }

    [Fact]
    public async Task Arrival_faults_depend_on_the_arrival_time_not_on_the_time_of_a_read()
    {
        await using var simulator = await SimulatorClient.StartAsync(
            new()
            {
                Calls = 0,
                ArrivalsPerMinute = 60,
                StopArrivalsAfter = 60,
                Scenario = Scenario.Parse("[{ at: 00:00:20, for: 00:00:10, no_transcript: {} }]"),
            }
        );

        simulator.Time.Advance(TimeSpan.FromHours(1));

        simulator.Workspace.List().Count(state => state.TranscriptReadyAt is null).ShouldBe(10);
    }

    [Theory]
    [InlineData("outages")]
    [InlineData("invalid-pages")]
    [InlineData("chaos")]
    public void The_built_in_scenarios_are_valid(string name) => Scenario.Load(name).Entries.Count.ShouldBeGreaterThan(3);

    [Theory]
    [InlineData("- at: 00:00:10\n  drops: {}", "line 2: drops: found an unknown key, expected one of at, broken_details, broken_range,")]
    [InlineData(
        "- at: 00:00:10\n  drop:\n    often: 1",
        "line 3: drop.often: found an unknown key, expected one of at, count, only, probability."
    )]
    [InlineData("- at: 00:00:10\n  drop:\n    probability: 7", "line 3: drop.probability: found 7, expected a number from 0 to 1.")]
    [InlineData("- at: 10\n  drop: {}", "line 1: at: found '10', expected a time span such as 00:00:20.")]
    [InlineData("- for: 00:00:10\n  drop: {}", "line 1: at: found nothing, expected a time span such as 00:00:20.")]
    [InlineData(
        "- at: 00:00:10\n  for: 00:00:00",
        "line 1: for: found 00:00:00, expected a time span above 00:00:00 and up to 3650.00:00:00."
    )]
    [InlineData("at: 00:00:10", "line 1: file: found no list, expected a list of entries, each with at.")]
    [InlineData("- at: 00:00:10\n  drop: {", "line 3: file: found invalid YAML, expected YAML (")]
    [InlineData("- at: 00:00:10\n  drop: {}\n  drop: {}", "line 3:")]
    [InlineData("", "file: found 0 YAML documents, expected one.")]
    public void An_invalid_scenario_is_rejected_with_its_line(string yaml, string expected) =>
        Should.Throw<SettingsException>(() => Scenario.Parse(yaml)).Message.ShouldStartWith(expected);
}
