using System.Globalization;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels.Wording;
using CallEvents.Alerting.Rules;

namespace CallEvents.Alerting.Composing;

/// <summary>Writes why a rule fired, a line for each reason, with no more than the channel may show.</summary>
internal static class ReasonText
{
    /// <summary>Snippets in all, and words that one reason names.</summary>
    public const int MostPlaces = 3;

    private const int MostLines = 12;

    /// <summary>The lines; empty without reasons.</summary>
    /// <param name="reasons">The reasons.</param>
    /// <param name="callEvent">The event that made the rule fire.</param>
    /// <param name="disclosure">What may be shown.</param>
    public static IReadOnlyList<string> Lines(IReadOnlyList<Reason> reasons, CallEvent callEvent, Disclosure disclosure) =>
        [.. reasons.SelectMany(reason => Lines(reason, callEvent, disclosure)).Distinct().Take(MostLines)];

    private static IEnumerable<string> Lines(Reason reason, CallEvent callEvent, Disclosure disclosure) =>
        reason.Kind switch
        {
            ReasonKind.Said => Said(reason.Snippets, disclosure),
            ReasonKind.NotSaid => [disclosure.ShowsSnippets ? $"Not said: {reason.Subject}" : "The words of the rule were not said"],
            ReasonKind.Transcript => [reason.Subject ?? reason.Condition],
            ReasonKind.Prospect => [Prospect(callEvent.Call.ProspectEmail, disclosure)],
            ReasonKind.ProspectChange => ["prospectEmail has changed"],
            ReasonKind.Change => [Change(reason.Subject, callEvent)],
            _ => [Value(reason)],
        };

    private static string Value(Reason reason)
    {
        var found = reason.Found is { Length: > 0 } value ? $" {value}" : "";
        return reason.Expected is { } expected
            ? $"{reason.Subject ?? reason.Condition}{found} ({expected})"
            : $"{reason.Subject ?? reason.Condition}{found}";
    }

    private static string Prospect(string? address, Disclosure disclosure) =>
        string.IsNullOrEmpty(address) ? "prospectEmail is empty"
        : disclosure.Prospect(address) is { } name ? $"prospectEmail {name}"
        : "prospectEmail is one of the rule's";

    private static string Change(string? field, CallEvent callEvent) =>
        CallChange.Of(field, callEvent) is { } change
            ? $"{change.Field} changed from {change.From ?? "empty"} to {change.To ?? "empty"}"
            : $"{field} has changed";

    private static IEnumerable<string> Said(IReadOnlyList<Snippet> snippets, Disclosure disclosure)
    {
        if (snippets.Count == 0)
            return ["The words of the rule were said"];
        var lines = snippets.Take(MostPlaces).Select(snippet => Said(snippet, disclosure));
        var more = snippets.Count - MostPlaces;
        return more <= 0 ? lines : lines.Append(string.Create(CultureInfo.InvariantCulture, $"and {more} more"));
    }

    private static string Said(Snippet snippet, Disclosure disclosure)
    {
        var who = string.IsNullOrWhiteSpace(snippet.Speaker) ? "someone" : snippet.Speaker;
        var what = disclosure.ShowsSnippets ? $"“{snippet.Words}”" : "words of the rule";
        var when = TimeWording.Offset(snippet.StartSeconds) is { } time ? $" at {time}" : "";
        return $"{who} said {what}{when}";
    }
}
