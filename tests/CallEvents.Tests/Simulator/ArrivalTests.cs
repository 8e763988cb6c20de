using CallEvents.Simulator.Workspaces;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Simulator;

public sealed class ArrivalTests
{
    [Fact]
    public async Task Calls_arrive_at_the_configured_rate_and_are_created_on_arrival()
    {
        await using var simulator = await SimulatorClient.StartAsync(new() { Calls = 0, ArrivalsPerMinute = 12 });
        (await simulator.GetIdsAsync()).ShouldBeEmpty();

        for (var arrived = 1; arrived <= 12; arrived++)
        {
            simulator.Time.Advance(TimeSpan.FromSeconds(5));

            var newest = (await simulator.GetJsonAsync("/v1/calls"))["data"]!.AsArray();
            newest.Count.ShouldBe(arrived);
            var created = newest[0]!["created_at"]!.GetValue<DateTimeOffset>();
            created.ShouldBeInRange(simulator.Time.GetUtcNow().AddSeconds(-6), simulator.Time.GetUtcNow());
        }
    }

    [Fact]
    public async Task Arrivals_stop_after_the_configured_number()
    {
        await using var simulator = await SimulatorClient.StartAsync(
            new()
            {
                Calls = 3,
                ArrivalsPerMinute = 6000,
                StopArrivalsAfter = 40,
            }
        );

        simulator.Time.Advance(TimeSpan.FromMilliseconds(100));
        simulator
            .Simulator.ReadStats()
            .ShouldSatisfyAllConditions(stats => stats.Arrivals.ShouldBe(10), stats => stats.ArrivalsLeft.ShouldBe(30));

        simulator.Time.Advance(TimeSpan.FromHours(1));
        simulator
            .Simulator.ReadStats()
            .ShouldSatisfyAllConditions(
                stats => stats.Arrivals.ShouldBe(40),
                stats => stats.ArrivalsLeft.ShouldBe(0),
                stats => stats.Calls.ShouldBe(43)
            );
    }

    [Fact]
    public async Task Nothing_arrives_at_a_rate_of_zero()
    {
        await using var simulator = await SimulatorClient.StartAsync(new() { Calls = 5, ArrivalsPerMinute = 0 });

        simulator.Time.Advance(TimeSpan.FromDays(1));

        simulator
            .Simulator.ReadStats()
            .ShouldSatisfyAllConditions(stats => stats.Calls.ShouldBe(5), stats => stats.ArrivalsLeft.ShouldBe(0));
    }

    [Fact]
    public async Task No_call_is_shown_before_its_creation_time()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        simulator.Add("call_ahead", secondsAgo: -30);

        (await simulator.GetIdsAsync("?to=2030-01-01T00:00:00Z")).ShouldBeEmpty();
        (await simulator.SendAsync("/v1/calls/call_ahead")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        simulator.Workspace.List().ShouldBeEmpty();

        simulator.Time.Advance(TimeSpan.FromSeconds(30));
        (await simulator.GetIdsAsync()).ShouldBe(["call_ahead"]);
    }

    [Fact]
    public void Past_calls_are_dated_in_whole_seconds_within_the_configured_days()
    {
        var workspace = new SimulatedWorkspace(new() { Calls = 2000, Days = 0.5 }, new FakeTimeProvider(SimulatorClient.Start));

        var created = workspace.List().Select(state => state.Call.CreatedAt).ToArray();

        created.Length.ShouldBe(2000);
        created.ShouldAllBe(at => at.UtcTicks % TimeSpan.TicksPerSecond == 0);
        created.Min().ShouldBeInRange(SimulatorClient.Start.AddHours(-12), SimulatorClient.Start.AddHours(-11.9));
        created.Max().ShouldBeInRange(SimulatorClient.Start.AddHours(-0.1), SimulatorClient.Start);
    }
}
