using CallEvents.Contracts;

namespace CallEvents.Alerting.Rules.Judging;

/// <summary>The members of a call that conditions read.</summary>
internal static class FieldValues
{
    /// <summary>The name in JSON.</summary>
    public static string NameOf(CallField field) =>
        field switch
        {
            CallField.Outcome => "outcome",
            CallField.RepId => "repId",
            CallField.ProspectEmail => "prospectEmail",
            CallField.Workspace => "workspace",
            CallField.CoachingScore => "coachingScore",
            _ => "durationSeconds",
        };

    public static bool IsNumber(CallField field) => field is CallField.CoachingScore or CallField.DurationSeconds;

    /// <summary>A text; null where it is missing or empty.</summary>
    public static string? TextOf(CallField field, Call call, string workspace) =>
        field switch
        {
            CallField.Outcome => NotEmpty(call.Outcome),
            CallField.RepId => NotEmpty(call.RepId),
            CallField.ProspectEmail => NotEmpty(call.ProspectEmail),
            CallField.Workspace => NotEmpty(workspace),
            _ => null,
        };

    /// <summary>A number; null where it is missing.</summary>
    public static double? NumberOf(CallField field, Call call) =>
        field switch
        {
            CallField.CoachingScore => call.CoachingScore,
            CallField.DurationSeconds => call.DurationSeconds,
            _ => null,
        };

    /// <summary>Texts compare as they are, and addresses without regard to case.</summary>
    public static StringComparer ComparerOf(CallField field) =>
        field is CallField.ProspectEmail ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>What is found where a call has no value.</summary>
    public static string Missing(CallField field) => $"no {NameOf(field)}";

    /// <summary>For people.</summary>
    public static string Show(CallField field, double value) =>
        field is CallField.DurationSeconds ? ShownValue.Time(value) : ShownValue.Number(value);

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
