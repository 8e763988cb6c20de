using System.Globalization;

namespace CallEvents.Alerting.Rules.Judging;

/// <summary>Judges conditions about the fields of a call.</summary>
internal static class FieldJudge
{
    public static ConditionAnswer Judge(Condition.TextField condition, CallEvent callEvent)
    {
        var value = FieldValues.TextOf(condition.Field, callEvent.Call, callEvent.Workspace);
        var comparer = FieldValues.ComparerOf(condition.Field);
        var answer = Answers.All([
            Compare(condition.In, value, listed => listed.Contains(value, comparer)),
            Compare(condition.NotIn, value, listed => !listed.Contains(value, comparer)),
            IsEmpty(condition.IsEmpty, value is null),
        ]);
        return new(condition, answer, value ?? FieldValues.Missing(condition.Field), [], []);
    }

    public static ConditionAnswer Judge(Condition.NumberField condition, CallEvent callEvent)
    {
        var value = FieldValues.NumberOf(condition.Field, callEvent.Call);
        var answer = Answers.All([LimitsCheck.Check(condition.Limits, value), IsEmpty(condition.IsEmpty, value is null)]);
        var found = value is { } number ? FieldValues.Show(condition.Field, number) : FieldValues.Missing(condition.Field);
        return new(condition, answer, found, [], []);
    }

    /// <summary>Unknown where there is no call to compare with.</summary>
    public static ConditionAnswer Judge(Condition.Changed condition, CallEvent callEvent)
    {
        if (callEvent.Previous is not { } previous)
            return new(condition, Answer.Unknown, "no change is known", [], []);
        return FieldValues.IsNumber(condition.Field)
            ? JudgeNumber(condition, FieldValues.NumberOf(condition.Field, previous), FieldValues.NumberOf(condition.Field, callEvent.Call))
            : JudgeText(
                condition,
                FieldValues.TextOf(condition.Field, previous, callEvent.Workspace),
                FieldValues.TextOf(condition.Field, callEvent.Call, callEvent.Workspace)
            );
    }

    private static ConditionAnswer JudgeText(Condition.Changed condition, string? from, string? to)
    {
        var comparer = FieldValues.ComparerOf(condition.Field);
        var answer = Answers.All([
            Answers.Of(!comparer.Equals(from, to)),
            Compare(condition.From, from, listed => listed.Contains(from, comparer)),
            Compare(condition.To, to, listed => listed.Contains(to, comparer)),
        ]);
        return new(condition, answer, comparer.Equals(from, to) ? "no change" : $"{from ?? "none"} → {to ?? "none"}", [], []);
    }

    private static ConditionAnswer JudgeNumber(Condition.Changed condition, double? from, double? to)
    {
        // 70.3 drops by 10 to 60.3, though not in binary fractions.
        var rise = from is { } before && to is { } after ? (double?)Difference(before, after) : null;
        var answer = Answers.All([
            Answers.Of(from != to),
            Compare(condition.From, from, listed => Lists(listed, from)),
            Compare(condition.To, to, listed => Lists(listed, to)),
            LimitsCheck.Check(new Limits(AtLeast: condition.RisesBy), rise),
            LimitsCheck.Check(new Limits(AtLeast: condition.DropsBy), -rise),
        ]);
        return new(condition, answer, from == to ? "no change" : $"{Show(condition.Field, from)} → {Show(condition.Field, to)}", [], []);
    }

    private static double Difference(double before, double after) => Math.Round(after - before, 9);

    private static string Show(CallField field, double? value) => value is { } number ? FieldValues.Show(field, number) : "none";

    private static bool Lists(IReadOnlyList<string> listed, double? value) =>
        listed.Any(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number == value);

    private static Answer Compare<T>(IReadOnlyList<string>? listed, T? value, Func<IReadOnlyList<string>, bool> holds) =>
        listed is null ? Answer.True
        : value is null ? Answer.Unknown
        : Answers.Of(holds(listed));

    private static Answer IsEmpty(bool? wanted, bool isEmpty) => wanted is null ? Answer.True : Answers.Of(wanted == isEmpty);
}
