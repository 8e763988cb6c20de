using System.Globalization;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Rules;
using CallEvents.ServiceDefaults.People;

namespace CallEvents.Alerting.Commands.Testing;

/// <summary>What a message makes of a rule.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Title">Its title.</param>
/// <param name="Severity">Its severity.</param>
/// <param name="Result">What becomes of it.</param>
/// <param name="Why">In a few words.</param>
/// <param name="Conditions">The answers of its conditions.</param>
/// <param name="Channels">Where its alert would go, if it fires now or later.</param>
internal sealed record TestedRule(
    string Id,
    string Title,
    Severity Severity,
    TestResult Result,
    string Why,
    IReadOnlyList<TestedCondition> Conditions,
    IReadOnlyList<TestedChannel> Channels
)
{
    public static TestedRule Of(Rule rule, Judgement judgement, RuleSet rules, CallEvent callEvent, Person? rep, FindHold findHold)
    {
        var (result, why) = Conclude(rule, judgement);
        return new(
            rule.Id,
            rule.Title,
            rule.Severity,
            result,
            why,
            [.. judgement.Conditions.Select(TestedCondition.Of)],
            result is TestResult.Fires or TestResult.Waits
                ? [.. rules.ChannelsOf(rule, callEvent, rep).Select(channel => new TestedChannel(channel, HoldsOf(channel)))]
                : []
        );

        IReadOnlyList<string> HoldsOf(string channel)
        {
            var hold = findHold(channel, rule);
            return [.. HoldsOfRule(rule, callEvent, hold.NextDigest), .. hold.Reason is { } reason ? [reason] : Array.Empty<string>()];
        }
    }

    private static (TestResult Result, string Why) Conclude(Rule rule, Judgement judgement) =>
        judgement switch
        {
            { NotJudged: { } reason } => (TestResult.NotJudged, $"not judged: {reason}"),
            { Fires: true } => (TestResult.Fires, "fires"),
            { Fields: Answer.True, Rest: Answer.Unknown } when rule.IsMixed => (
                TestResult.Waits,
                "remembered: fires when the transcript meets the rest"
            ),
            { Rest: Answer.True } when rule.IsMixed => (TestResult.Waits, "remembered: fires when the call's fields meet the rest"),
            { Fields: Answer.False } or { Rest: Answer.False } => (TestResult.Silent, "does not fire"),
            _ => (TestResult.Unknown, "does not fire: not all is known"),
        };

    /// <summary>What of the rule itself keeps its alert from being sent alone and now.</summary>
    private static IEnumerable<string> HoldsOfRule(Rule rule, CallEvent callEvent, string? nextDigest)
    {
        if (callEvent.IsLate(rule.MaxAge))
            yield return rule.Late is LatePolicy.Drop ? "late: dropped" : "late: in a digest within the hour";
        if (rule.DeliverInDigest)
            yield return nextDigest is null ? "in the channel's digest" : $"in the channel's digest at {nextDigest}";
        if (rule.Throttle is { } throttle)
        {
            var excess = throttle.DropExcess ? "dropped" : "in a digest";
            var per = throttle.Per.ToString().ToLower(CultureInfo.InvariantCulture);
            yield return Invariant($"at most {throttle.Max} per {per} in {Duration(throttle.Every)}, more are {excess}");
        }
    }

    private static string Duration(TimeSpan time) =>
        time.Ticks % TimeSpan.TicksPerDay == 0 ? Invariant($"{time.TotalDays}d")
        : time.Ticks % TimeSpan.TicksPerHour == 0 ? Invariant($"{time.TotalHours}h")
        : time.Ticks % TimeSpan.TicksPerMinute == 0 ? Invariant($"{time.TotalMinutes}m")
        : Invariant($"{time.TotalSeconds}s");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What becomes of a rule on a message.</summary>
internal enum TestResult
{
    Fires,

    /// <summary>A part holds, and is remembered until the other one does.</summary>
    Waits,

    /// <summary>A condition is false.</summary>
    Silent,

    /// <summary>No condition is false, and one is unknown.</summary>
    Unknown,

    NotJudged,
}

/// <summary>A channel to which an alert would go.</summary>
/// <param name="Channel">Its name.</param>
/// <param name="Holds">What holds it, or folds it into a digest.</param>
internal sealed record TestedChannel(string Channel, IReadOnlyList<string> Holds);
