using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Rules.Judging;
using CallEvents.Contracts;

namespace CallEvents.Tests.Alerting.Rules;

/// <summary>Makes calls, and conditions to judge on them.</summary>
internal static class JudgedCall
{
    public static readonly DateTimeOffset CreatedAt = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public static readonly Call LostCall = new()
    {
        Id = "call_1",
        CreatedAt = CreatedAt,
        ProspectEmail = "Jane.Doe@acme.example",
        RepId = "user_1",
        Outcome = Outcomes.Lost,
        CoachingScore = 42,
        DurationSeconds = 200,
    };

    /// <param name="speaker">Who.</param>
    /// <param name="text">What.</param>
    /// <param name="start">Seconds.</param>
    /// <param name="end">Seconds.</param>
    public static Segment Says(string? speaker, string text, double? start = null, double? end = null) =>
        new()
        {
            Speaker = speaker,
            Text = text,
            StartMs = start is { } from ? (long)(from * 1000) : null,
            EndMs = end is { } to ? (long)(to * 1000) : null,
        };

    public static Segment Rep(string text, double? start = null, double? end = null) => Says("rep", text, start, end);

    public static Segment Prospect(string text, double? start = null, double? end = null) => Says("prospect", text, start, end);

    public static CallEvent Transcribed(params IReadOnlyList<Segment> segments) =>
        Transcribed(LostCall with { DurationSeconds = null }, segments);

    public static CallEvent Transcribed(Call call, params IReadOnlyList<Segment> segments) =>
        new(EventKind.Transcribed, "main", Origins.Live, CreatedAt.AddMinutes(5), 2, call) { Transcript = segments };

    public static CallEvent Recorded(Call call) => new(EventKind.Recorded, "main", Origins.Live, CreatedAt.AddMinutes(5), 1, call);

    public static CallEvent Updated(Call previous, Call call) =>
        new(EventKind.Updated, "main", Origins.Live, CreatedAt.AddMinutes(5), 3, call, previous);

    public static CallEvent Unavailable(Call call) => new(EventKind.Unavailable, "main", Origins.Live, CreatedAt.AddDays(2), 4, call);

    public static Condition.Said Said(params IReadOnlyList<string> any) => Said(new Words { Any = any });

    public static Condition.Said Said(Words words) => new("said: …", IsNegated: false, words);

    public static Condition.Said NotSaid(Words words) => new("notSaid: …", IsNegated: true, words);

    public static Condition.Group Group(GroupKind kind, params IReadOnlyList<Condition> conditions) => new("group", kind, conditions);

    public static ConditionAnswer AnswerTo(Condition condition, CallEvent callEvent) => new ConditionJudge(callEvent).Judge(condition);

    public static Answer Judge(Condition condition, CallEvent callEvent) => AnswerTo(condition, callEvent).Answer;

    public static Answer Judge(Condition condition, params IReadOnlyList<Segment> segments) => Judge(condition, Transcribed(segments));

    /// <summary>Whether a phrase is found in what one speaker says.</summary>
    public static bool Finds(string phrase, string text) => Judge(Said(phrase), Rep(text)) is Answer.True;
}
