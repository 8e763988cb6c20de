using System.Text.Json;
using CallEvents.Contracts;
using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.People;
using MassTransit.Serialization;

namespace CallEvents.CrmUpdater.Webhook;

/// <summary>Makes the body of a webhook, not longer than a limit.</summary>
internal static class WebhookBody
{
    /// <summary>The bus's own options, so that a call and its segments read as in the contracts' messages.</summary>
    private static readonly JsonSerializerOptions Json = new(SystemTextJsonMessageSerializer.Options) { WriteIndented = false };

    /// <param name="call">The call to write.</param>
    /// <param name="now">The body's time.</param>
    /// <param name="withTranscript">Whether segments and text are sent; the transcript's state always is.</param>
    /// <param name="maxBytes">The limit.</param>
    public static byte[] Create(CallWrite call, DateTimeOffset now, bool withTranscript, int maxBytes)
    {
        var segments = withTranscript && call.Transcript is { State: TranscriptStates.Ready } ready ? ready.Segments : null;
        var message = new WebhookMessage(
            WebhookMessage.CallLogged,
            now,
            new WebhookData
            {
                Key = call.Key,
                Workspace = call.Workspace,
                CallId = call.Call.Id,
                Revision = Math.Max(call.FieldsRevision ?? 0, call.TranscriptRevision ?? 0),
                Origin = call.Origin,
                Call = call.FieldsRevision is null ? null : call.Call,
                Cleared = call.Cleared,
                Rep = call.FieldsRevision is null ? null : RepOf(call.Rep),
                Transcript = segments,
                TranscriptText = segments is null ? null : call.TranscriptText,
                TranscriptState = call.TranscriptState ?? call.Transcript?.State ?? TranscriptStates.Pending,
            }
        );
        var body = Serialize(message);
        return body.Length <= maxBytes || segments is null ? body : Serialize(Cut(message, maxBytes));
    }

    private static WebhookRep? RepOf(Person? rep) =>
        rep is null ? null : new WebhookRep(rep.Id, rep.Name, rep.Email, rep.Team, rep.Manager);

    /// <summary>Segments and text get room in proportion to their lengths, so that both end at about the same place of the call.</summary>
    private static WebhookMessage Cut(WebhookMessage message, int maxBytes)
    {
        var segments = message.Data.Transcript!;
        var text = message.Data.TranscriptText;
        var room = maxBytes - Serialize(With([], text is null ? null : "")).Length;
        var sizes = segments.Select(segment => Serialize(segment).Length + 1).ToList();
        var textSize = text is null ? 0 : EncodedLength(text);
        var share = textSize / (double)(textSize + sizes.Sum());
        var shortText = text is null ? null : FirstLines(text, (int)(room * share));

        room -= shortText is null ? 0 : EncodedLength(shortText);
        var count = 0;
        for (; count < sizes.Count && sizes[count] <= room; count++)
            room -= sizes[count];
        return With([.. segments.Take(count)], shortText);

        WebhookMessage With(IReadOnlyList<Segment> someSegments, string? someText) =>
            message with
            {
                Data = message.Data with { Transcript = someSegments, TranscriptText = someText, TranscriptTruncated = true },
            };
    }

    private static string FirstLines(string text, int maxBytes)
    {
        var end = 0;
        for (var room = maxBytes; end < text.Length; )
        {
            var next = text.IndexOf('\n', end) is var found and >= 0 ? found + 1 : text.Length;
            room -= EncodedLength(text[end..next]);
            if (room < 0)
                break;
            end = next;
        }

        return text[..end].TrimEnd('\n');
    }

    private static int EncodedLength(string text) => JsonEncodedText.Encode(text, Json.Encoder).EncodedUtf8Bytes.Length;

    private static byte[] Serialize<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Json);
}
