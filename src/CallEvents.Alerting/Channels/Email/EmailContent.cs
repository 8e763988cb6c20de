using System.Net;
using System.Text;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels.Wording;

namespace CallEvents.Alerting.Channels.Email;

/// <summary>What an e-mail says, in plain text without escapes. Rendered as text and as HTML.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Sections">From the top.</param>
internal sealed record EmailContent(string Subject, IReadOnlyList<EmailSection> Sections)
{
    private const int LongestSubject = 150;

    public static EmailContent Of(Notification notification) =>
        notification switch
        {
            DigestNotification { Digest: var digest } => OfDigest(digest),
            AlertNotification { Alert: var alert } => OfAlert(alert),
            _ => throw new ArgumentOutOfRangeException(
                nameof(notification),
                notification.GetType().Name,
                "an unknown kind of notification"
            ),
        };

    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var section in Sections)
        {
            if (text.Length > 0)
                text.Append('\n');
            if (section.Title is { } title)
                text.Append(title).Append('\n');
            foreach (var line in section.Lines)
                text.Append(line.Text).Append(line is { Text.Length: > 0, Link: not null } ? " " : "").Append(line.Link).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>No pictures, styles or scripts from elsewhere, which mail programs block or warn of.</summary>
    public string ToHtml()
    {
        var html = new StringBuilder(
            "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body style=\"font-family:sans-serif\">\n"
        );
        foreach (var section in Sections)
        {
            if (section.Title is { } title)
                html.Append("<h3>").Append(Encoded(title)).Append("</h3>\n");
            html.Append("<p>").AppendJoin("<br>\n", section.Lines.Select(Html)).Append("</p>\n");
        }

        return html.Append("</body></html>\n").ToString();
    }

    private static EmailContent OfAlert(Alert alert)
    {
        var rep = AlertWording.Rep(alert);
        var heading = AlertWording.Heading(alert);
        List<EmailSection> sections = [new(heading, LinesOf(AlertWording.Text(alert)))];
        if (AlertWording.Notice(alert) is { } notice)
            sections.Insert(0, new(null, LinesOf(notice)));
        sections.Add(new(null, [.. AlertWording.Facts(alert).Select(fact => new EmailLine($"{fact.Name}: {fact.Value}"))]));
        if (AlertWording.Snippets(alert) is { Count: > 0 } snippets)
            sections.Add(new(null, [.. snippets.Select(snippet => new EmailLine(snippet))]));
        if (AlertWording.Link(alert) is { } link)
            sections.Add(new(null, [new EmailLine("Call:", link)]));
        sections.Add(new(null, LinesOf(AlertWording.Source(alert))));
        return new(SubjectOf(rep.Length > 0 ? $"{heading} ({rep})" : heading), sections);
    }

    private static EmailContent OfDigest(Digest digest)
    {
        var heading = DigestWording.Heading(digest);
        List<EmailSection> sections =
        [
            new(heading, LinesOf(DigestWording.Reason(digest))),
            new(null, [.. DigestWording.Counts(digest).Select(line => new EmailLine(line))]),
            new(null, [.. digest.Newest.Select(alert => new EmailLine(DigestWording.Entry(alert), AlertWording.Link(alert)))]),
        ];
        if (DigestWording.More(digest, digest.Newest.Count) is { } more)
            sections.Add(new(null, LinesOf(more)));
        return new(SubjectOf(heading), sections);
    }

    /// <summary>A line break would begin another header.</summary>
    private static string SubjectOf(string text) => PlainText.Cut(PlainText.Line(text), LongestSubject);

    private static IReadOnlyList<EmailLine> LinesOf(string text) => [.. text.Split('\n').Select(line => new EmailLine(line))];

    private static string Html(EmailLine line) =>
        line.Link is { } link ? $"{Encoded(line.Text)} <a href=\"{Encoded(link)}\">{Encoded(link)}</a>" : Encoded(line.Text);

    private static string Encoded(string text) => WebUtility.HtmlEncode(text);
}

/// <summary>Lines of an e-mail that belong together.</summary>
internal sealed record EmailSection(string? Title, IReadOnlyList<EmailLine> Lines);

/// <summary>A line of an e-mail.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Link">An address after it.</param>
internal sealed record EmailLine(string Text, string? Link = null);
