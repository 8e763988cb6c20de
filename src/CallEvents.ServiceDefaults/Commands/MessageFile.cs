using System.Text.Json;

namespace CallEvents.ServiceDefaults.Commands;

/// <summary>Reads a message from a file: as it travels, in MassTransit's envelope, or bare.</summary>
public static class MessageFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true };

    /// <param name="path">The file; <c>-</c> for standard input.</param>
    /// <param name="input">Standard input.</param>
    /// <param name="readers">How each type of message is read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="CommandUsageException">The file cannot be read, or is no message.</exception>
    public static async Task<T> ReadAsync<T>(string path, TextReader input, MessageReaders<T> readers, CancellationToken cancellationToken)
    {
        try
        {
            var text = path == "-" ? await input.ReadToEndAsync(cancellationToken) : await File.ReadAllTextAsync(path, cancellationToken);
            return Parse(text, readers);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CommandUsageException("--message", $"'{Format.Plain(path)}'", "a file that can be read");
        }
        catch (JsonException)
        {
            throw new CommandUsageException(
                "--message",
                $"'{Format.Plain(path)}'",
                "a message of the contracts as JSON, bare or in its envelope"
            );
        }
    }

    /// <summary>Reads the whole of a message.</summary>
    /// <exception cref="JsonException">It lacks what the type requires.</exception>
    public static T Deserialize<T>(JsonElement message) => message.Deserialize<T>(Json) ?? throw new JsonException();

    private static T Parse<T>(string text, MessageReaders<T> readers)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        if (root.ValueKind is not JsonValueKind.Object)
            throw new JsonException();
        var message = root.TryGetProperty("message", out var enveloped) && enveloped.ValueKind is JsonValueKind.Object ? enveloped : root;

        // A bare message does not say its type, but each has a member of its own.
        var read =
            message.TryGetProperty("transcript", out _) ? readers.Transcribed
            : message.TryGetProperty("previous", out _) ? readers.Updated
            : message.TryGetProperty("reason", out _) ? readers.Unavailable
            : readers.Recorded;
        return read(message);
    }
}
