using System.Text.Json;
using CallEvents.Contracts;
using CallEvents.CrmUpdater.LogCall;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.CrmUpdater.Commands.Previewing;

/// <summary>Reads a message from a file: as it travels, in MassTransit's envelope, or bare.</summary>
internal static class MessageFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true };

    public static async Task<CallChange> ReadAsync(string path, TextReader input, CancellationToken cancellationToken)
    {
        try
        {
            var text = path == "-" ? await input.ReadToEndAsync(cancellationToken) : await File.ReadAllTextAsync(path, cancellationToken);
            return Parse(text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandUsageException("--message", $"'{path}'", "a file that can be read");
        }
        catch (JsonException)
        {
            throw new CommandUsageException("--message", $"'{path}'", "a message of the contracts as JSON, bare or in its envelope");
        }
    }

    internal static CallChange Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        if (root.ValueKind is not JsonValueKind.Object)
            throw new JsonException();
        var message = root.TryGetProperty("message", out var enveloped) && enveloped.ValueKind is JsonValueKind.Object ? enveloped : root;

        // A bare message does not say its type, but each has a member of its own.
        return message.TryGetProperty("transcript", out var _) ? CallChange.Of(Deserialize<CallTranscribed>(message))
            : message.TryGetProperty("previous", out var _) ? CallChange.Of(Deserialize<CallUpdated>(message))
            : message.TryGetProperty("reason", out var _) ? CallChange.Of(Deserialize<CallTranscriptUnavailable>(message))
            : CallChange.Of(Deserialize<CallRecorded>(message));
    }

    private static T Deserialize<T>(JsonElement message) => message.Deserialize<T>(Json) ?? throw new JsonException();
}
