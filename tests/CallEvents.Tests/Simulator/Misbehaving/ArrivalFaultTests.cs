using CallEvents.Simulator;
using CallEvents.Simulator.Workspaces;

namespace CallEvents.Tests.Simulator.Misbehaving;

public sealed class ArrivalFaultTests
{
    private static readonly SimulatorOptions OneASecond = new()
    {
        Calls = 0,
        ArrivalsPerMinute = 60,
        StopArrivalsAfter = 60,
        TranscriptDelay = TimeSpan.FromSeconds(1),
    };

    [Fact]
    public async Task Late_calls_show_up_after_their_creation_time()
    {
        await using var simulator = await StartAsync("""{"late_arrival":{"probability":0.5,"from":"00:02:00","to":"01:00:00"}}""");

        simulator.Time.Advance(TimeSpan.FromMinutes(1));
        var early = simulator.Workspace.List();
        simulator.Time.Advance(TimeSpan.FromHours(1));
        var all = simulator.Workspace.List();

        early.Count.ShouldBeInRange(15, 45);
        all.Count.ShouldBe(60);
        var late = all.Except(early).Select(truth => (truth.ShownAt - truth.Call.CreatedAt).TotalMinutes).ToArray();
        late.ShouldAllBe(minutes => minutes >= 2 && minutes <= 60.1);
        late.Max().ShouldBeGreaterThan(30);
        simulator.Struck("late_arrival").ShouldBe(late.Length);
    }

    [Fact]
    public async Task Calls_dated_ahead_are_shown_at_once_unless_the_query_ends_before_them()
    {
        await using var simulator = await StartAsync("""{"dated_ahead":{"from":"00:10:00","to":"00:10:00"}}""");
        simulator.Time.Advance(TimeSpan.FromMinutes(1));

        (await simulator.IdsAsync("?limit=100")).Length.ShouldBe(60);
        (await simulator.IdsAsync("?limit=100&to=2024-03-15T14:33:00Z")).ShouldBeEmpty();
        (await simulator.WalkAsync(limit: 7)).Distinct().Count().ShouldBe(60);
        simulator.Simulator.ReadStats().Calls.ShouldBe(60);
        simulator.Workspace.List().ShouldAllBe(truth => truth.Call.CreatedAt > truth.ShownAt.AddMinutes(9));
        var one = simulator.Workspace.List()[0].Call.Id;
        (await simulator.JsonAsync($"/v1/calls/{one}"))["id"]!.GetValue<string>().ShouldBe(one);
    }

    [Fact]
    public async Task Edits_and_deletions_come_after_the_call()
    {
        await using var simulator = await StartAsync(
            """{"edit":{"from":"00:02:00","to":"00:03:00"},"deletion":{"probability":0.5,"from":"00:05:00","to":"00:06:00"}}""");
        simulator.Time.Advance(TimeSpan.FromMinutes(1));
        var before = simulator.Workspace.List().ToDictionary(truth => truth.Call.Id, truth => truth.Call);

        simulator.Time.Advance(TimeSpan.FromMinutes(3));
        var edited = simulator.Workspace.List();
        simulator.Time.Advance(TimeSpan.FromMinutes(3));

        edited.Count.ShouldBe(60);
        edited.ShouldAllBe(truth => truth.Call.Outcome != before[truth.Call.Id].Outcome && truth.Call.CoachingScore != before[truth.Call.Id].CoachingScore);
        simulator.Workspace.List().Count.ShouldBeInRange(15, 45);
    }

    [Fact]
    public async Task A_burst_is_more_than_a_page_in_one_second()
    {
        await using var simulator = await StartAsync("""{"burst":{"count":1,"calls":150}}""");

        simulator.Time.Advance(TimeSpan.FromSeconds(1));

        simulator.Workspace.List().GroupBy(truth => truth.Call.CreatedAt).ShouldContain(second => second.Count() > 150);
        (await simulator.WalkAsync(limit: 100)).Distinct().Count().ShouldBe(151);
    }

    [Fact]
    public async Task Creation_times_may_have_a_fraction_of_a_second()
    {
        await using var simulator = await StartAsync("""{"sub_second":{}}""");
        simulator.Time.Advance(TimeSpan.FromMinutes(2));

        var created = (await simulator.JsonAsync("/v1/calls"))["data"]!.AsArray().Select(call => call!["created_at"]!.GetValue<string>());

        created.ShouldAllBe(text => text.Contains('.'));
    }

    [Fact]
    public async Task Transcripts_may_be_slow_or_never_come()
    {
        await using var simulator = await StartAsync(
            """{"slow_transcript":{"from":"00:10:00","to":"00:20:00"},"no_transcript":{"probability":0.5}}""");
        simulator.Time.Advance(TimeSpan.FromMinutes(9));
        var now = simulator.Time.GetUtcNow();

        var calls = simulator.Workspace.List();

        calls.ShouldAllBe(truth => !truth.IsTranscriptReady(now));
        var never = calls.Where(truth => truth.TranscriptReadyAt is null).ToArray();
        never.Length.ShouldBeInRange(15, 45);
        never.ShouldAllBe(truth => truth.Transcript == null);
        simulator.Time.Advance(TimeSpan.FromMinutes(13));
        calls.Count(truth => truth.IsTranscriptReady(simulator.Time.GetUtcNow())).ShouldBe(60 - never.Length);
    }

    [Fact]
    public async Task A_transcript_may_grow_and_the_truth_tells_when_it_was_whole()
    {
        await using var simulator = await StartAsync("""{"growing_transcript":{"from":"00:05:00","to":"00:05:00"}}""");
        simulator.Time.Advance(TimeSpan.FromMinutes(2));
        var truth = simulator.Workspace.List()[0];

        var half = (await simulator.JsonAsync($"/v1/calls/{truth.Call.Id}"))["transcript"]!.AsArray().Count;
        var wasWhole = truth.Showings.AnyWholeTranscript;
        simulator.Time.Advance(TimeSpan.FromMinutes(5));
        var whole = (await simulator.JsonAsync($"/v1/calls/{truth.Call.Id}"))["transcript"]!.AsArray().Count;

        whole.ShouldBe(truth.Transcript!.Count);
        half.ShouldBe((whole + 1) / 2);
        wasWhole.ShouldBeFalse();
        truth.Showings.Transcripts.Select(shown => (shown.Segments, shown.IsWhole)).ShouldBe([(half, false), (whole, true)]);
    }

    [Fact]
    public async Task How_often_anyone_looks_changes_nothing_about_misbehaving_calls()
    {
        const string Switches =
            """
            {"late_arrival":{"probability":0.3},"edit":{"probability":0.5},"deletion":{"probability":0.2},"burst":{"probability":0.1,"calls":3}}
            """;
        await using var often = await StartAsync(Switches);
        await using var seldom = await StartAsync(Switches);

        for (var second = 0; second < 90; second++)
        {
            often.Time.Advance(TimeSpan.FromSeconds(1));
            often.Workspace.List();
        }

        seldom.Time.Advance(TimeSpan.FromSeconds(90));
        seldom.Workspace.List().Select(Tell).ShouldBe(often.Workspace.List().Select(Tell));

        static string Tell(CallTruth truth) => $"{truth.Call} {truth.ShownAt:O} {truth.TranscriptReadyAt:O}";
    }

    private static async Task<SimulatorClient> StartAsync(string json)
    {
        var simulator = await SimulatorClient.StartAsync(OneASecond);
        await simulator.MisbehaveAsync(json);
        return simulator;
    }
}
