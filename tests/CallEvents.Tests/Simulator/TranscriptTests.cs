using CallEvents.Simulator.Calls;
using CallEvents.Simulator.Workspaces;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Simulator;

public sealed class TranscriptTests
{
    private static readonly SimulatedSegment Hello = new("rep", 0, 900, "Hello");

    [Fact]
    public async Task A_transcript_becomes_ready_after_the_configured_delay()
    {
        await using var simulator = await SimulatorClient.StartAsync(
            SimulatorClient.Empty with
            {
                TranscriptDelay = TimeSpan.FromSeconds(45),
            }
        );
        simulator.Workspace.Add(call => call with { Id = "call_now" });
        simulator.Add("call_old", secondsAgo: 45);

        (await GetLengthAsync(simulator, "call_now")).ShouldBeNull();
        (await GetLengthAsync(simulator, "call_old")).ShouldNotBeNull();

        simulator.Time.Advance(TimeSpan.FromSeconds(44.9));
        (await GetLengthAsync(simulator, "call_now")).ShouldBeNull();

        simulator.Time.Advance(TimeSpan.FromSeconds(0.1));
        (await GetLengthAsync(simulator, "call_now")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Transcripts_of_arrivals_and_recent_history_are_delayed()
    {
        await using var simulator = await SimulatorClient.StartAsync(
            new()
            {
                Calls = 2000,
                Days = 0.01,
                ArrivalsPerMinute = 60,
                TranscriptDelay = TimeSpan.FromSeconds(30),
            }
        );
        simulator.Time.Advance(TimeSpan.FromSeconds(10));
        var now = simulator.Time.GetUtcNow();

        foreach (var state in simulator.Workspace.List())
        {
            state.TranscriptReadyAt!.Value.ShouldBeInRange(state.Call.CreatedAt.AddSeconds(30), state.Call.CreatedAt.AddSeconds(31));
            state.IsTranscriptReady(now).ShouldBe(state.TranscriptReadyAt <= now);
        }

        simulator.Workspace.List().Count(state => !state.IsTranscriptReady(now)).ShouldBeInRange(40, 80);
    }

    [Fact]
    public void Generated_transcripts_are_plausible()
    {
        var workspace = new SimulatedWorkspace(new() { Calls = 500 }, new FakeTimeProvider(SimulatorClient.Start));
        var lengths = new List<int>();

        foreach (var state in workspace.List())
        {
            var transcript = state.Transcript!;
            lengths.Add(transcript.Count);
            ShouldFitDuration(transcript, state.Call.DurationSeconds!.Value);
            transcript[^1].EndMs!.Value.ShouldBeGreaterThan((long)(state.Call.DurationSeconds.Value * 970));
            transcript.ShouldAllBe(segment =>
                segment.Text!.Length >= 4 && !segment.Text.Contains('{') && segment.Text == segment.Text.Trim()
            );
            transcript.Select(segment => segment.Speaker).Distinct().ShouldBe(["rep", "prospect"], ignoreOrder: true);
        }

        lengths.Min().ShouldBeInRange(20, 40);
        lengths.Max().ShouldBe(400);
        workspace.List().Count(state => state.Transcript!.Any(segment => segment.Text!.Any(char.IsSurrogate))).ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(3)]
    [InlineData(1e12)]
    public async Task A_transcript_fits_even_an_unusual_duration(double duration)
    {
        await using var simulator = await SimulatorClient.StartAsync();
        var call = simulator.Workspace.Add(call => call with { DurationSeconds = duration });

        ShouldFitDuration(simulator.Workspace.Find(call.Id)!.Transcript!, Math.Max(duration, 0));
    }

    [Fact]
    public async Task A_test_can_set_extend_remove_and_time_a_transcript()
    {
        await using var simulator = await SimulatorClient.StartAsync();
        simulator.Add("call_A");

        simulator.Workspace.SetTranscript("call_A", []);
        (await GetLengthAsync(simulator, "call_A")).ShouldBe(0);

        simulator.Workspace.ExtendTranscript("call_A", [Hello, Hello]);
        (await GetLengthAsync(simulator, "call_A")).ShouldBe(2);

        simulator.Workspace.RemoveTranscript("call_A");
        (await GetLengthAsync(simulator, "call_A")).ShouldBeNull();
        Should.Throw<InvalidOperationException>(() => simulator.Workspace.SetTranscriptReadyAt("call_A", SimulatorClient.Start));

        simulator.Workspace.ExtendTranscript("call_A", [Hello]);
        (await GetLengthAsync(simulator, "call_A")).ShouldBe(1);

        simulator.Workspace.SetTranscriptReadyAt("call_A", SimulatorClient.Start.AddSeconds(1));
        (await GetLengthAsync(simulator, "call_A")).ShouldBeNull();
        simulator.Time.Advance(TimeSpan.FromSeconds(1));
        (await GetLengthAsync(simulator, "call_A")).ShouldBe(1);
    }

    private static async Task<int?> GetLengthAsync(SimulatorClient simulator, string id) =>
        (await simulator.GetJsonAsync($"/v1/calls/{id}"))["transcript"]?.AsArray().Count;

    private static void ShouldFitDuration(IReadOnlyList<SimulatedSegment> transcript, double duration)
    {
        transcript.Count.ShouldBeInRange(20, 400);
        transcript[0].StartMs.ShouldBe(0);
        transcript[^1].EndMs!.Value.ShouldBeLessThanOrEqualTo((long)(duration * 1000));
        var last = 0L;
        foreach (var segment in transcript)
        {
            segment.StartMs!.Value.ShouldBeGreaterThanOrEqualTo(last);
            segment.EndMs!.Value.ShouldBeGreaterThanOrEqualTo(segment.StartMs.Value);
            last = segment.EndMs.Value;
        }
    }
}
