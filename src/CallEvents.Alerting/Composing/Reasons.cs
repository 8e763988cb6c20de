using System.Globalization;
using System.Text.Json;
using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Rules.Judging;

namespace CallEvents.Alerting.Composing;

/// <summary>Makes the reasons of a judgement: the conditions that held, those of groups one by one.</summary>
internal static class Reasons
{
    private const int MostPhrases = 3;

    /// <summary>In the order of the rule.</summary>
    public static IReadOnlyList<Reason> Of(Judgement judgement) => [.. Of(judgement.Conditions, Answer.True, isNegated: false)];

    private static IEnumerable<Reason> Of(IEnumerable<ConditionAnswer> answers, Answer wanted, bool isNegated) =>
        answers.Where(answer => answer.Answer == wanted).SelectMany(answer => Of(answer, isNegated));

    /// <param name="answer">An answer that made the rule fire.</param>
    /// <param name="isNegated">Whether the rule fired since the condition did not hold.</param>
    private static IEnumerable<Reason> Of(ConditionAnswer answer, bool isNegated) =>
        answer.Condition switch
        {
            Condition.Group { Kind: GroupKind.NoneOf } => Of(answer.Parts, isNegated ? Answer.True : Answer.False, !isNegated),
            Condition.Group => Of(answer.Parts, isNegated ? Answer.False : Answer.True, isNegated),
            _ => [Single(answer, isNegated)],
        };

    private static Reason Single(ConditionAnswer answer, bool isNegated)
    {
        var reason = new Reason(answer.Condition.Text, answer.Found, answer.Snippets);
        return answer.Condition switch
        {
            Condition.TextField { Field: CallField.ProspectEmail } => reason with { Kind = ReasonKind.Prospect },
            Condition.TextField { Field: var field } when IsMissing(field) => Empty(field),
            Condition.NumberField { Field: var field } when IsMissing(field) => Empty(field),
            Condition.TextField text => reason with { Subject = FieldValues.NameOf(text.Field), Expected = Excluded(text, isNegated) },
            Condition.NumberField number => reason with
            {
                Subject = FieldValues.NameOf(number.Field),
                Expected = LimitText.Of(number.Limits, isNegated, limit => FieldValues.Show(number.Field, limit)),
            },
            Condition.Measured measured => reason with
            {
                Subject = NameOf(measured),
                Expected = LimitText.Of(measured.Limits, isNegated, limit => MeasureJudge.Show(measured.Measure, limit)),
            },
            Condition.Said said when said.IsNegated == isNegated => reason with { Kind = ReasonKind.Said },
            Condition.Said said => reason with { Kind = ReasonKind.NotSaid, Found = null, Snippets = [], Subject = Phrases(said.Words) },
            Condition.Changed { Field: CallField.ProspectEmail } => reason with { Kind = ReasonKind.ProspectChange },
            Condition.Changed changed => reason with { Kind = ReasonKind.Change, Subject = FieldValues.NameOf(changed.Field) },
            Condition.TranscriptState state => reason with
            {
                Kind = ReasonKind.Transcript,
                Subject = state.IsReady != isNegated ? "The transcript is ready" : "No transcript came",
            },
            _ => reason,
        };

        bool IsMissing(CallField field) => answer.Found == FieldValues.Missing(field);

        Reason Empty(CallField field) => reason with { Subject = $"{FieldValues.NameOf(field)} is empty", Found = null };
    }

    /// <summary>The values that it was not; null where the value that was found says it all.</summary>
    private static string? Excluded(Condition.TextField text, bool isNegated) =>
        (isNegated ? text.In : text.NotIn) is { } excluded ? $"not {string.Join(", ", excluded)}" : null;

    private static string NameOf(Condition.Measured measured)
    {
        var name = JsonNamingPolicy.CamelCase.ConvertName(measured.Measure.ToString());
        return measured.By.Name is { } speaker ? $"{name} of {speaker}" : name;
    }

    /// <summary>Those of the file: none of them was said.</summary>
    private static string Phrases(Words words)
    {
        IReadOnlyList<string> phrases = words.Any ?? words.All ?? words.Near ?? [];
        var shown = string.Join(", ", phrases.Take(MostPhrases).Select(phrase => $"“{phrase}”"));
        var more = phrases.Count - MostPhrases;
        return more > 0 ? string.Create(CultureInfo.InvariantCulture, $"{shown} and {more} more") : shown;
    }
}
