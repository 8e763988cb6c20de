using CallEvents.Simulator;
using CallEvents.Simulator.Calls;
using CallEvents.Simulator.Workspaces;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Simulator;

public sealed class ReproducibilityTests
{
    private static readonly SimulatorOptions Options = new() { Calls = 150, Seed = 7 };

    [Fact]
    public void The_same_seed_options_and_start_give_the_same_calls_and_transcripts()
    {
        var first = RunFiveMinutes(Options);
        var second = RunFiveMinutes(Options);

        second.ShouldBe(first);
    }

    [Fact]
    public void Another_seed_gives_different_calls()
    {
        RunFiveMinutes(Options with { Seed = 8 }).Intersect(RunFiveMinutes(Options)).ShouldBeEmpty();
        GetDurations(Options with { Seed = 8 }).ShouldNotBe(GetDurations(Options));
    }

    [Fact]
    public void Reading_often_does_not_change_the_calls()
    {
        var (frequentClock, rareClock) = (new FakeTimeProvider(SimulatorClient.Start), new FakeTimeProvider(SimulatorClient.Start));
        var readOften = new SimulatedWorkspace(Options, frequentClock);
        var readOnce = new SimulatedWorkspace(Options, rareClock);

        for (var second = 0; second < 300; second++)
        {
            frequentClock.Advance(TimeSpan.FromSeconds(1));
            readOften.List().Count.ShouldBeGreaterThanOrEqualTo(150);
        }

        rareClock.Advance(TimeSpan.FromSeconds(300));
        Describe(readOften).ShouldBe(Describe(readOnce));
    }

    [Fact]
    public void The_generated_workspace_is_frozen()
    {
        // Recorded runs and screenshots depend on the data of a seed: change it only on purpose.
        var call = new SimulatedWorkspace(new SimulatorOptions(), new FakeTimeProvider(SimulatorClient.Start)).List()[0];

        call.Call.ShouldBe(
            new SimulatedCall
            {
                Id = "call_01HS185S38JBD9D3JA49",
                CreatedAt = new DateTimeOffset(2024, 3, 15, 14, 27, 38, TimeSpan.Zero),
                DurationSeconds = 1383,
                RepId = "user_01HX1631WW",
                ProspectEmail = "chloe.laurent@mistral.example",
                CoachingScore = 73,
                Outcome = "no_outcome",
            }
        );
        call.Transcript![2].ShouldBe(new("rep", 20884, 23499, "On a scale from one to ten, how painful is renewals right now?"));
    }

    private static string[] RunFiveMinutes(SimulatorOptions options)
    {
        var time = new FakeTimeProvider(SimulatorClient.Start);
        var workspace = new SimulatedWorkspace(options, time);
        time.Advance(TimeSpan.FromMinutes(5));
        return Describe(workspace);
    }

    private static IEnumerable<double?> GetDurations(SimulatorOptions options) =>
        new SimulatedWorkspace(options, new FakeTimeProvider(SimulatorClient.Start)).List().Select(state => state.Call.DurationSeconds);

    private static string[] Describe(SimulatedWorkspace workspace) =>
        [
            .. workspace
                .List()
                .Select(state => $"{state.Call} {state.ShownAt:O} {state.TranscriptReadyAt:O} {string.Join('\n', state.Transcript!)}"),
        ];
}
