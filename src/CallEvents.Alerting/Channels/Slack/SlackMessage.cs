using System.Text.Json.Nodes;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels.Http;
using CallEvents.Alerting.Channels.Wording;

namespace CallEvents.Alerting.Channels.Slack;

/// <summary>
/// Makes a message for Slack. All text is in <c>plain_text</c>, in which neither mentions nor links nor emoji codes have a meaning. The
/// limits of the parts add up to less than a message may have: 50 blocks, and 12,000 characters in all.
/// </summary>
/// <remarks>https://docs.slack.dev/reference/block-kit/blocks</remarks>
internal static class SlackMessage
{
    private const int LongestHeader = 150;
    private const int LongestText = 3000;
    private const int LongestField = 500;
    private const int LongestPart = 300;

    /// <summary>The body of the request.</summary>
    public static byte[] Create(Notification notification) =>
        ChannelJson.Write(
            notification switch
            {
                AlertNotification { Alert: var alert } => Message(Summary(alert), Blocks(alert)),
                DigestNotification { Digest: var digest } => Message(DigestWording.Heading(digest), Blocks(digest)),
                _ => throw new ArgumentException("Unknown notification", nameof(notification)),
            }
        );

    private static string Summary(Alert alert)
    {
        string[] parts = [AlertWording.Heading(alert), AlertWording.Rep(alert), TimeWording.At(alert.CreatedAt)];
        return string.Join(" · ", parts.Where(part => part.Length > 0));
    }

    /// <param name="summary">What notifications show. The only text that Slack could read as markup: escaped.</param>
    /// <param name="blocks">The message.</param>
    private static JsonObject Message(string summary, IEnumerable<JsonObject> blocks) =>
        new()
        {
            ["text"] = Escape(Cut(summary, LongestPart)),
            ["mrkdwn"] = false,
            ["blocks"] = new JsonArray([.. blocks]),
        };

    private static IEnumerable<JsonObject> Blocks(Alert alert)
    {
        yield return Header(AlertWording.Heading(alert));
        if (AlertWording.Notice(alert) is { } notice)
            yield return Section(notice, LongestPart);
        if (AlertWording.Text(alert) is { Length: > 0 } text)
            yield return Section(text, LongestText);
        yield return new JsonObject
        {
            ["type"] = "section",
            ["fields"] = new JsonArray([
                .. AlertWording.Facts(alert).Select(fact => PlainTextOf($"{fact.Name}\n{fact.Value}", LongestField)),
            ]),
        };
        foreach (var snippet in AlertWording.Snippets(alert))
            yield return Section(snippet, LongestPart);
        if (AlertWording.Link(alert) is { } link)
            yield return new JsonObject { ["type"] = "actions", ["elements"] = new JsonArray(Button(link)) };
        yield return Context(AlertWording.Source(alert));
    }

    private static IEnumerable<JsonObject> Blocks(Digest digest)
    {
        yield return Header(DigestWording.Heading(digest));
        yield return Section($"{DigestWording.Reason(digest)}\n{string.Join('\n', DigestWording.Counts(digest))}", LongestText);
        foreach (var alert in digest.Newest.Take(Digest.MaxNewest))
        {
            var entry = Section(DigestWording.Entry(alert), LongestPart);
            if (AlertWording.Link(alert) is { } link)
                entry["accessory"] = Button(link);
            yield return entry;
        }

        if (DigestWording.More(digest, Math.Min(digest.Newest.Count, Digest.MaxNewest)) is { } more)
            yield return Context(more);
    }

    private static JsonObject Header(string text) => new() { ["type"] = "header", ["text"] = PlainTextOf(text, LongestHeader) };

    private static JsonObject Section(string text, int longest) => new() { ["type"] = "section", ["text"] = PlainTextOf(text, longest) };

    private static JsonObject Context(string text) =>
        new() { ["type"] = "context", ["elements"] = new JsonArray(PlainTextOf(text, LongestPart)) };

    private static JsonObject Button(string link) =>
        new()
        {
            ["type"] = "button",
            ["text"] = PlainTextOf("Open call", LongestPart),
            ["url"] = link,
        };

    private static JsonObject PlainTextOf(string text, int longest) =>
        new()
        {
            ["type"] = "plain_text",
            ["text"] = Cut(text, longest),
            ["emoji"] = false,
        };

    private static string Cut(string text, int longest) => PlainText.Cut(text, longest, SizeOf);

    /// <summary>Slack stores its three special characters as entities, and may count them so.</summary>
    private static int SizeOf(ReadOnlySpan<char> piece)
    {
        var size = piece.Length;
        foreach (var letter in piece)
            size += letter switch
            {
                '&' => 4,
                '<' or '>' => 3,
                _ => 0,
            };
        return size;
    }

    // https://docs.slack.dev/messaging/formatting-message-text#escaping
    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);
}
