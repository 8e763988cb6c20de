using System.Text.Json.Nodes;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels.Http;
using CallEvents.Alerting.Channels.Wording;

namespace CallEvents.Alerting.Channels.Teams;

/// <summary>
/// Makes a message with one Adaptive Card 1.4. All text is in runs of a <c>RichTextBlock</c>, which know no Markdown; a <c>TextBlock</c>
/// and a <c>FactSet</c> do.
/// </summary>
/// <remarks>https://adaptivecards.io/explorer/TextRun.html</remarks>
internal static class TeamsMessage
{
    /// <summary>The body of the request.</summary>
    /// <param name="notification">What it says.</param>
    /// <param name="maxBytes">The most bytes, at least <see cref="TeamsChannel.SmallBytes"/>.</param>
    public static byte[] Create(Notification notification, int maxBytes)
    {
        byte[] message = [];
        foreach (var limits in CardLimits.Steps)
        {
            message = ChannelJson.Write(Message(Card(notification, limits)));
            if (message.Length <= maxBytes)
                break;
        }

        return message;
    }

    private static JsonObject Message(JsonObject card) =>
        new()
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(
                new JsonObject
                {
                    ["contentType"] = "application/vnd.microsoft.card.adaptive",
                    ["contentUrl"] = null,
                    ["content"] = card,
                }
            ),
        };

    private static JsonObject Card(Notification notification, CardLimits limits) =>
        notification switch
        {
            AlertNotification { Alert: var alert } => Card(Body(alert, limits), AlertWording.Link(alert)),
            DigestNotification { Digest: var digest } => Card(Body(digest, limits), link: null),
            _ => throw new ArgumentException("Unknown notification", nameof(notification)),
        };

    private static JsonObject Card(IEnumerable<JsonObject> body, string? link)
    {
        var card = new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["body"] = new JsonArray([.. body]),
        };
        if (link is not null)
            card["actions"] = new JsonArray(OpenUrl(link));
        return card;
    }

    private static IEnumerable<JsonObject> Body(Alert alert, CardLimits limits)
    {
        yield return Heading(AlertWording.Heading(alert), alert.Severity, limits);
        if (AlertWording.Notice(alert) is { } notice)
            yield return Block(Bold(notice));
        var text = PlainText.Cut(AlertWording.Text(alert), limits.Text, ChannelJson.SizeOf);
        foreach (var line in FirstLines(text, limits.Lines))
            yield return Block(Run(line));
        foreach (var fact in AlertWording.Facts(alert))
            yield return Block(Bold($"{fact.Name}: "), Run(Cut(fact.Value, limits.Value)));
        foreach (var snippet in AlertWording.Snippets(alert))
            yield return Block(Italic(Cut(snippet, limits.Snippet)));
        yield return Block(Subtle(Cut(AlertWording.Source(alert), limits.Value)));
    }

    private static IEnumerable<JsonObject> Body(Digest digest, CardLimits limits)
    {
        yield return Heading(DigestWording.Heading(digest), digest.Severity, limits);
        yield return Block(Run(DigestWording.Reason(digest)));
        foreach (var count in DigestWording.Counts(digest, limits.Counts))
            yield return Block(Bold(Cut(count, limits.Value)));
        var listed = digest.Newest.Take(limits.Entries).ToList();
        foreach (var alert in listed)
        {
            var entry = Run(Cut(DigestWording.Entry(alert), limits.Entry));
            if (AlertWording.Link(alert) is { } link)
                entry["selectAction"] = OpenUrl(link);
            yield return Block(entry);
        }

        if (DigestWording.More(digest, listed.Count) is { } more)
            yield return Block(Subtle(more));
    }

    /// <summary>A line end in a run is not shown as one everywhere, so that each line is a block; the rest is one line.</summary>
    private static string[] FirstLines(string text, int most)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length <= most ? lines : [.. lines.Take(most - 1), string.Join(' ', lines.Skip(most - 1))];
    }

    private static JsonObject Heading(string text, Severity severity, CardLimits limits)
    {
        var run = Bold(Cut(text, limits.Value));
        run["size"] = "Large";
        run["color"] = severity switch
        {
            Severity.Critical or Severity.Error => "Attention",
            Severity.Warning => "Warning",
            _ => "Accent",
        };
        return Block(run);
    }

    private static JsonObject Block(params JsonNode[] runs) =>
        new()
        {
            ["type"] = "RichTextBlock",
            ["inlines"] = new JsonArray(runs),
            ["spacing"] = "Small",
        };

    private static JsonObject Run(string text) => new() { ["type"] = "TextRun", ["text"] = text };

    private static JsonObject Bold(string text) => With(Run(text), "weight", "Bolder");

    private static JsonObject Italic(string text) => With(Run(text), "italic", true);

    private static JsonObject Subtle(string text) => With(Run(text), "isSubtle", true);

    private static JsonObject With(JsonObject run, string name, JsonNode value)
    {
        run[name] = value;
        return run;
    }

    private static JsonObject OpenUrl(string link) =>
        new()
        {
            ["type"] = "Action.OpenUrl",
            ["title"] = "Open call",
            ["url"] = link,
        };

    private static string Cut(string text, int bytes) => PlainText.Cut(text, bytes, ChannelJson.SizeOf);
}
