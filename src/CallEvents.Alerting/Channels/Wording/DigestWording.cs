using System.Globalization;
using CallEvents.Alerting.Alerts;

namespace CallEvents.Alerting.Channels.Wording;

/// <summary>What a digest says, in one wording for all channels. Every text is clean (<see cref="PlainText"/>) and not escaped.</summary>
internal static class DigestWording
{
    /// <summary>Such as <c>Digest: 12 alerts</c>; its first word says why they are in one.</summary>
    public static string Heading(Digest digest)
    {
        var kind = digest.Reason switch
        {
            DigestReason.QuietHours => "Quiet hours",
            DigestReason.Throttle => "Throttled",
            DigestReason.Late => "Late",
            _ => "Digest",
        };
        return $"{kind}: {Count(digest.All.Count, "alert")}";
    }

    /// <summary>Why the alerts are in a digest, as a sentence.</summary>
    public static string Reason(Digest digest) =>
        digest.Reason switch
        {
            DigestReason.QuietHours => "They came in the channel's quiet hours.",
            DigestReason.Throttle => "They are more than the rule's throttle allows.",
            DigestReason.Late => "They are late: a call was seen, or a channel reached, only after the rule's maxAge.",
            _ => "Their rules are delivered as a digest.",
        };

    /// <summary>How many alerts of each rule, such as <c>3 × Low coaching score (warning)</c>; the most severe first.</summary>
    /// <param name="digest">The digest.</param>
    /// <param name="most">The most lines; the last one then sums up the rest.</param>
    public static IReadOnlyList<string> Counts(Digest digest, int most = 20)
    {
        var shown = digest.Counts.Count <= most ? digest.Counts.Count : most - 1;
        var lines = digest
            .Counts.Take(shown)
            .Select(rule => $"{Number(rule.Count)} × {PlainText.Line(rule.Title)} ({Severities.NameOf(rule.Severity)})");
        var rest = digest.Counts.Skip(shown).ToList();
        return rest.Count == 0 ? [.. lines] : [.. lines, $"{Number(rest.Sum(rule => rule.Count))} × of {Count(rest.Count, "other rule")}"];
    }

    /// <summary>A line for one of the alerts: when, what, who.</summary>
    public static string Entry(Alert alert)
    {
        string[] parts =
        [
            TimeWording.At(alert.CreatedAt),
            AlertWording.Heading(alert),
            AlertWording.Rep(alert),
            PlainText.Line(alert.Prospect),
            PlainText.Line(alert.CallId),
        ];
        return string.Join(" · ", parts.Where(part => part.Length > 0));
    }

    /// <summary>How many alerts are not listed, as a sentence; null if all are.</summary>
    /// <param name="digest">The digest.</param>
    /// <param name="listed">How many the channel lists.</param>
    public static string? More(Digest digest, int listed) =>
        digest.All.Count - listed is > 0 and var more ? $"{Number(more)} more {(more == 1 ? "is" : "are")} not listed." : null;

    private static string Count(int count, string noun) => $"{Number(count)} {noun}{(count == 1 ? "" : "s")}";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
