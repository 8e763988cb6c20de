using CallEvents.Simulator;
using CallEvents.Simulator.Workspaces;

namespace CallEvents.Tests.Simulator.Faults;

public sealed class ArrivalFaultTests
{
    private static readonly SimulatorOptions OneCallPerSecond = new()
    {
        Calls = 0,
        ArrivalsPerMinute = 60,
        StopArrivalsAfter = 60,
        TranscriptDelay = TimeSpan.FromSeconds(1),
    };

    [Fact]
    public async Task Late_calls_appear_after_their_creation_time()
    {
        await using var simulator = await StartAsync("""{"late_arrival":{"probability":0.5,"from":"00:02:00","to":"01:00:00"}}""");

        simulator.Time.Advance(TimeSpan.FromMinutes(1));
        var onTime = simulator.Workspace.List();
        simulator.Time.Advance(TimeSpan.FromHours(1));
        var all = simulator.Workspace.List();

        onTime.Count.ShouldBeInRange(15, 45);
        all.Count.ShouldBe(60);
        var late = all.Except(onTime).Select(state => (state.ShownAt - state.Call.CreatedAt).TotalMinutes).ToArray();
        late.ShouldAllBe(minutes => minutes >= 2 && minutes <= 60.1);
        late.Max().ShouldBeGreaterThan(30);
        simulator.GetTriggerCount("late_arrival").ShouldBe(late.Length);
    }

    [Fact]
    public async Task Future_dated_calls_are_shown_unless_the_range_ends_before_them()
    {
        await using var simulator = await StartAsync("""{"future_dated":{"from":"00:10:00","to":"00:10:00"}}""");
        simulator.Time.Advance(TimeSpan.FromMinutes(1));

        (await simulator.GetIdsAsync("?limit=100")).Length.ShouldBe(60);
        (await simulator.GetIdsAsync("?limit=100&to=2024-03-15T14:33:00Z")).ShouldBeEmpty();
        (await simulator.GetAllIdsAsync(limit: 7)).Distinct().Count().ShouldBe(60);
        simulator.Simulator.ReadStats().Calls.ShouldBe(60);
        simulator.Workspace.List().ShouldAllBe(state => state.Call.CreatedAt > state.ShownAt.AddMinutes(9));
        var id = simulator.Workspace.List()[0].Call.Id;
        (await simulator.GetJsonAsync($"/v1/calls/{id}"))["id"]!.GetValue<string>().ShouldBe(id);
    }

    [Fact]
    public async Task Edits_and_deletions_follow_the_arrival()
    {
        await using var simulator = await StartAsync(
            """{"edit":{"from":"00:02:00","to":"00:03:00"},"deletion":{"probability":0.5,"from":"00:05:00","to":"00:06:00"}}"""
        );
        simulator.Time.Advance(TimeSpan.FromMinutes(1));
        var before = simulator.Workspace.List().ToDictionary(state => state.Call.Id, state => state.Call);

        simulator.Time.Advance(TimeSpan.FromMinutes(3));
        var edited = simulator.Workspace.List();
        simulator.Time.Advance(TimeSpan.FromMinutes(3));

        edited.Count.ShouldBe(60);
        edited.ShouldAllBe(state =>
            state.Call.Outcome != before[state.Call.Id].Outcome && state.Call.CoachingScore != before[state.Call.Id].CoachingScore
        );
        simulator.Workspace.List().Count.ShouldBeInRange(15, 45);
    }

    [Fact]
    public async Task A_burst_is_more_than_a_page_in_one_second()
    {
        await using var simulator = await StartAsync("""{"burst":{"count":1,"calls":150}}""");

        simulator.Time.Advance(TimeSpan.FromSeconds(1));

        simulator.Workspace.List().GroupBy(state => state.Call.CreatedAt).ShouldContain(second => second.Count() > 150);
        (await simulator.GetAllIdsAsync(limit: 100)).Distinct().Count().ShouldBe(151);
    }

    [Fact]
    public async Task Creation_times_can_have_a_fraction_of_a_second()
    {
        await using var simulator = await StartAsync("""{"sub_second":{}}""");
        simulator.Time.Advance(TimeSpan.FromMinutes(2));

        var calls = (await simulator.GetJsonAsync("/v1/calls"))["data"]!.AsArray();

        var created = calls.Select(call => call!["created_at"]!.GetValue<string>());
        created.ShouldAllBe(text => text.Contains('.'));
    }

    [Fact]
    public async Task Transcripts_can_be_slow_or_missing()
    {
        await using var simulator = await StartAsync(
            """{"slow_transcript":{"from":"00:10:00","to":"00:20:00"},"no_transcript":{"probability":0.5}}"""
        );
        simulator.Time.Advance(TimeSpan.FromMinutes(9));
        var now = simulator.Time.GetUtcNow();

        var calls = simulator.Workspace.List();

        calls.ShouldAllBe(state => !state.IsTranscriptReady(now));
        var missing = calls.Where(state => state.TranscriptReadyAt is null).ToArray();
        missing.Length.ShouldBeInRange(15, 45);
        missing.ShouldAllBe(state => state.Transcript == null);
        simulator.Time.Advance(TimeSpan.FromMinutes(13));
        calls.Count(state => state.IsTranscriptReady(simulator.Time.GetUtcNow())).ShouldBe(60 - missing.Length);
    }

    [Fact]
    public async Task A_growing_transcript_is_shown_in_half_then_complete()
    {
        await using var simulator = await StartAsync("""{"growing_transcript":{"from":"00:05:00","to":"00:05:00"}}""");
        simulator.Time.Advance(TimeSpan.FromMinutes(2));
        var state = simulator.Workspace.List()[0];

        var half = (await simulator.GetJsonAsync($"/v1/calls/{state.Call.Id}"))["transcript"]!.AsArray().Count;
        var hadBeenComplete = state.Exposure.HasShownCompleteTranscript;
        simulator.Time.Advance(TimeSpan.FromMinutes(5));
        var complete = (await simulator.GetJsonAsync($"/v1/calls/{state.Call.Id}"))["transcript"]!.AsArray().Count;

        complete.ShouldBe(state.Transcript!.Count);
        half.ShouldBe((complete + 1) / 2);
        hadBeenComplete.ShouldBeFalse();
        state.Exposure.Transcripts.Select(shown => (shown.Segments, shown.IsComplete)).ShouldBe([(half, false), (complete, true)]);
    }

    [Fact]
    public async Task Reading_often_does_not_change_calls_with_faults()
    {
        const string FaultsJson = """
            {
              "late_arrival":{"probability":0.3},
              "edit":{"probability":0.5},
              "deletion":{"probability":0.2},
              "burst":{"probability":0.1,"calls":3}
            }
            """;
        await using var readOften = await StartAsync(FaultsJson);
        await using var readOnce = await StartAsync(FaultsJson);

        for (var second = 0; second < 90; second++)
        {
            readOften.Time.Advance(TimeSpan.FromSeconds(1));
            readOften.Workspace.List();
        }

        readOnce.Time.Advance(TimeSpan.FromSeconds(90));
        readOnce.Workspace.List().Select(Describe).ShouldBe(readOften.Workspace.List().Select(Describe));

        static string Describe(SimulatedCallState state) => $"{state.Call} {state.ShownAt:O} {state.TranscriptReadyAt:O}";
    }

    private static async Task<SimulatorClient> StartAsync(string json)
    {
        var simulator = await SimulatorClient.StartAsync(OneCallPerSecond);
        await simulator.SetFaultsAsync(json);
        return simulator;
    }
}
