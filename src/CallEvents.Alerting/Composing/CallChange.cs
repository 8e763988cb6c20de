using System.Globalization;
using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Templates;
using CallEvents.Contracts;

namespace CallEvents.Alerting.Composing;

/// <summary>Writes what <see cref="CallUpdated"/> reports of a field; never of the prospect's address.</summary>
internal static class CallChange
{
    private static readonly Dictionary<string, Func<Call, string?>> Values = new()
    {
        ["outcome"] = call => call.Outcome,
        ["repId"] = call => call.RepId,
        ["coachingScore"] = call => Number(call.CoachingScore),
        ["durationSeconds"] = call => Number(call.DurationSeconds),
    };

    /// <summary>Null for an event that reports no change, and for a field that is not shown.</summary>
    /// <param name="field">The field by its JSON name.</param>
    /// <param name="callEvent">The event.</param>
    public static ChangeData? Of(string? field, CallEvent callEvent) =>
        callEvent.Previous is { } previous && Values.TryGetValue(field ?? "", out var valueOf)
            ? new(field!, valueOf(previous), valueOf(callEvent.Call))
            : null;

    private static string? Number(double? value) => value?.ToString("0.##", CultureInfo.InvariantCulture);
}
