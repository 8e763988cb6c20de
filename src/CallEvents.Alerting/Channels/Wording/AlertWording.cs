using System.Globalization;
using CallEvents.Alerting.Alerts;

namespace CallEvents.Alerting.Channels.Wording;

/// <summary>What an alert says, in one wording for all channels. Every text is clean (<see cref="PlainText"/>) and not escaped.</summary>
internal static class AlertWording
{
    /// <summary>Such as <c>Warning: Low coaching score</c>; a test and an escalation begin with that word.</summary>
    public static string Heading(Alert alert) =>
        (alert.IsTest ? "Test: " : "")
        + (alert.IsEscalation ? "Escalation: " : "")
        + $"{Of(alert.Severity)}: {PlainText.Line(alert.Title)}";

    /// <summary>What a reader has to know first of a test or an escalation; null for any other alert.</summary>
    public static string? Notice(Alert alert) =>
        alert.IsTest ? "This is a test of the channel. Nothing has happened."
        : alert.IsEscalation ? "This is an escalation: the rule has fired for several calls."
        : null;

    /// <summary>Why the rule fired, or its message; may have several lines.</summary>
    public static string Text(Alert alert) => PlainText.Lines(alert.Text);

    /// <summary>Who, when, and what is known of the call.</summary>
    public static IReadOnlyList<Fact> Facts(Alert alert) =>
        [
            .. Known("Rep", Rep(alert)),
            .. Known("Prospect", PlainText.Line(alert.Prospect)),
            new Fact("Call", TimeWording.At(alert.CreatedAt)),
            .. Known("Outcome", PlainText.Line(alert.Outcome)),
            .. Known("Coaching score", alert.CoachingScore?.ToString("0.##", CultureInfo.InvariantCulture)),
            .. Known("Duration", TimeWording.Duration(alert.DurationSeconds)),
        ];

    /// <summary>The rep's name, else the id; empty without either.</summary>
    public static string Rep(Alert alert) => PlainText.Line(alert.RepName) is { Length: > 0 } name ? name : PlainText.Line(alert.RepId);

    /// <summary>The snippets, each such as <c>01:05 prospect: We are also looking at Gong.</c></summary>
    public static IReadOnlyList<string> Snippets(Alert alert) => [.. alert.Snippets.Take(3).Select(Snippet).Where(line => line.Length > 0)];

    /// <summary>Such as <c>Rule low-score, call call_01HX…, workspace main</c>.</summary>
    public static string Source(Alert alert) =>
        $"Rule {PlainText.Line(alert.RuleId)}, call {PlainText.Line(alert.CallId)}, workspace {PlainText.Line(alert.Workspace)}";

    /// <summary>The address of the call's page; null without one, or if it is no web address or longer than the limit.</summary>
    public static string? Link(Alert alert, int longest = 2000) =>
        Uri.TryCreate(alert.Link, UriKind.Absolute, out var link)
        && link is { Scheme: "https" or "http", AbsoluteUri: var address }
        && address.Length <= longest
            ? address
            : null;

    /// <summary>A severity at the beginning of a sentence.</summary>
    public static string Of(Severity severity) => severity.ToString();

    private static string Snippet(Snippet snippet)
    {
        string?[] source = [TimeWording.Offset(snippet.StartSeconds), PlainText.Line(snippet.Speaker)];
        var known = string.Join(' ', source.Where(part => !string.IsNullOrEmpty(part)));
        return known.Length > 0 ? $"{known}: {PlainText.Line(snippet.Sentence)}" : PlainText.Line(snippet.Sentence);
    }

    private static Fact[] Known(string name, string? value) => string.IsNullOrEmpty(value) ? [] : [new Fact(name, value)];
}
