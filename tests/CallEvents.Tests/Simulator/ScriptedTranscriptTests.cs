using CallEvents.Simulator;
using CallEvents.Simulator.Calls;
using CallEvents.Simulator.Workspaces;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Simulator;

/// <summary>What the example rules of alerting listen for occurs in some calls, and is absent from most.</summary>
public sealed class ScriptedTranscriptTests
{
    private const string Rep = "rep";
    private const string Prospect = "prospect";

    private static readonly SimulatorOptions Options = new() { Calls = 3000, Days = 28 };

    private static readonly string[] Competitors = ["gong", "chorus", "clari"];
    private static readonly string[] NextSteps = ["next step", "follow up", "send you", "calendar", "schedul"];

    private static readonly IReadOnlyList<TranscribedCall> Calls =
    [
        .. new SimulatedWorkspace(Options, new FakeTimeProvider(SimulatorClient.Start))
            .List()
            .Select(state => new TranscribedCall(state.Call, state.Transcript!)),
    ];

    [Fact]
    public void Prospects_name_competitors_more_often_when_the_deal_is_lost()
    {
        ShareOf(Calls, call => Says(call, Prospect, Competitors)).ShouldBeInRange(0.05, 0.12);

        var (lost, others) = (Calls.Where(IsLost).ToArray(), Calls.Where(call => !IsLost(call)).ToArray());
        ShareOf(lost, call => Says(call, Prospect, Competitors))
            .ShouldBeGreaterThan(2 * ShareOf(others, call => Says(call, Prospect, Competitors)));
        ShareOf(Calls, call => IsLost(call) && Says(call, Prospect, Competitors)).ShouldBeInRange(0.02, 0.05);
        Competitors.ShouldAllBe(name => ShareOf(Calls, call => Says(call, Prospect, name)) > 0.005);
    }

    [Fact]
    public void Reps_name_competitors_too_which_no_rule_reports()
    {
        ShareOf(Calls, call => Says(call, Rep, Competitors) && !Says(call, Prospect, Competitors)).ShouldBeInRange(0.03, 0.08);
    }

    [Fact]
    public void Some_prospects_speak_of_leaving_in_most_of_their_calls()
    {
        ShareOf(Calls, SpeaksOfLeaving).ShouldBeInRange(0.02, 0.07);
        ShareOf(Calls, call => Says(call, Prospect, "another vendor")).ShouldBeGreaterThan(0.005);
        ShareOf(Calls, call => Says(call, Rep, "cancel")).ShouldBeInRange(0.03, 0.07);

        var leaving = Calls.Where(SpeaksOfLeaving).Select(call => call.Call.ProspectEmail).ToHashSet();
        ShareOf([.. Calls.Where(call => leaving.Contains(call.Call.ProspectEmail))], SpeaksOfLeaving).ShouldBeGreaterThan(0.6);
        Calls.Where(SpeaksOfLeaving).GroupBy(call => call.Call.ProspectEmail).Count(calls => calls.Count() >= 2).ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Some_prospects_ask_for_the_price_in_the_first_minutes()
    {
        ShareOf(Calls, call => AsksForPrice(call, segment => segment.StartMs < 300_000)).ShouldBeInRange(0.06, 0.14);
        ShareOf(Calls, call => AsksForPrice(call, segment => segment.StartMs >= 300_000)).ShouldBeInRange(0.02, 0.08);
        ShareOf(Calls, call => Says(call, Prospect, "price")).ShouldBeGreaterThan(0.7, "most speak of the price without a question");
    }

    [Fact]
    public void Most_calls_end_with_a_next_step()
    {
        ShareOf(Calls, HasNextStepAtEnd).ShouldBeInRange(0.65, 0.78);
        ShareOf(Calls, call => Says(call, null, NextSteps) && !HasNextStepAtEnd(call)).ShouldBeInRange(0.01, 0.06);
        NextSteps.ShouldAllBe(words => ShareOf(Calls, call => Says(call, null, words)) > 0.03);
    }

    [Fact]
    public void Most_reps_announce_the_recording_in_the_first_minute()
    {
        ShareOf(Calls, HasNoticeWithin(60_000)).ShouldBeInRange(0.85, 0.91);
        ShareOf(Calls, call => Says(call, null, "recorded", "recording")).ShouldBe(ShareOf(Calls, HasNoticeWithin(60_000)));
    }

    [Fact]
    public void Some_reps_talk_too_much()
    {
        var longCalls = Calls.Where(call => call.Call.DurationSeconds >= 600).ToArray();
        var shortCalls = Calls.Where(call => call.Call.DurationSeconds < 600).ToArray();

        ShareOf(longCalls, call => TalkRatio(call) > 0.65).ShouldBeInRange(0.03, 0.09);
        ShareOf(longCalls, call => LongestMonologue(call) > 150).ShouldBeInRange(0.02, 0.09);
        ShareOf(longCalls, call => TalkRatio(call) is > 0.35 and < 0.65).ShouldBeGreaterThan(0.9);
        ShareOf(shortCalls, call => LongestMonologue(call) > 150).ShouldBe(0);
    }

    [Fact]
    public void A_deal_that_is_lost_later_does_not_change_what_was_said()
    {
        var workspace = new SimulatedWorkspace(SimulatorClient.Empty, new FakeTimeProvider(SimulatorClient.Start));
        var call = workspace.Add(call => call with { Outcome = "won" });
        var before = workspace.Find(call.Id)!.Transcript;

        workspace.Edit(call.Id, it => it with { Outcome = "lost" });

        workspace.Find(call.Id)!.Transcript.ShouldBe(before);
    }

    private static double ShareOf(IReadOnlyList<TranscribedCall> calls, Func<TranscribedCall, bool> predicate) =>
        calls.Count(predicate) / (double)calls.Count;

    private static bool IsLost(TranscribedCall call) => call.Call.Outcome == "lost";

    private static bool Says(TranscribedCall call, string? speaker, params string[] words) =>
        call.Transcript.Any(segment => (speaker is null || segment.Speaker == speaker) && ContainsAny(segment, words));

    private static bool ContainsAny(SimulatedSegment segment, IEnumerable<string> words) =>
        words.Any(word => segment.Text!.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static bool SpeaksOfLeaving(TranscribedCall call) =>
        Says(call, Prospect, "cancel", "not renewing", "terminate the contract", "another vendor");

    private static bool AsksForPrice(TranscribedCall call, Func<SimulatedSegment, bool> when) =>
        call
            .Transcript.Where(segment => segment.Speaker == Prospect && when(segment))
            .SelectMany(segment => segment.Text!.Split(". "))
            .SelectMany(text => text.Split('?')[..^1])
            .Any(question =>
                question.Contains("how much", StringComparison.OrdinalIgnoreCase)
                || question.Contains("the price for", StringComparison.OrdinalIgnoreCase)
                || question.Contains("pricing look", StringComparison.OrdinalIgnoreCase)
            );

    private static bool HasNextStepAtEnd(TranscribedCall call) =>
        call.Transcript.Any(segment => segment.StartMs >= call.Call.DurationSeconds * 750 && ContainsAny(segment, NextSteps));

    private static Func<TranscribedCall, bool> HasNoticeWithin(long milliseconds) =>
        call =>
            call.Transcript.Any(segment =>
                segment.Speaker == Rep && segment.StartMs < milliseconds && ContainsAny(segment, ["recorded", "recording"])
            );

    private static double TalkRatio(TranscribedCall call) =>
        call.Transcript.Where(segment => segment.Speaker == Rep).Sum(Milliseconds) / (double)call.Transcript.Sum(Milliseconds);

    private static double LongestMonologue(TranscribedCall call)
    {
        var (longest, start, speaker) = (0L, 0L, "");
        foreach (var segment in call.Transcript)
        {
            if (segment.Speaker != speaker)
                (start, speaker) = (segment.StartMs!.Value, segment.Speaker!);
            if (speaker == Rep)
                longest = Math.Max(longest, segment.EndMs!.Value - start);
        }

        return longest / 1000.0;
    }

    private static long Milliseconds(SimulatedSegment segment) => segment.EndMs!.Value - segment.StartMs!.Value;

    private sealed record TranscribedCall(SimulatedCall Call, IReadOnlyList<SimulatedSegment> Transcript);
}
