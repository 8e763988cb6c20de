using System.Globalization;
using System.Text.Json;

namespace CallEvents.Revont.Calls;

/// <summary>
/// Parses calls tolerantly: unknown members and values pass, numbers may be strings. An item that cannot be read throws an exception that
/// names the member, so that it can be parked.
/// </summary>
internal static class CallParser
{
    private const string Timestamp = "an ISO 8601 timestamp";

    public static CallSnapshot Parse(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
            throw new MalformedItemException("call", Kind(item), "an object");

        return new CallSnapshot(ParseId(item) ?? throw new MalformedItemException("id", Kind(item, "id"), "a text that is not empty"))
        {
            CreatedAt = Time(item, "created_at"),
            DurationSeconds = Number(item, "duration_seconds"),
            RepId = Text(item, "rep_id"),
            ProspectEmail = Text(item, "prospect_email"),
            CoachingScore = Number(item, "coaching_score"),
            Outcome = Text(item, "outcome"),
        };
    }

    /// <summary>The id alone, for an item that is otherwise malformed.</summary>
    public static string? ParseId(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object
        && Has(item, "id", out var id)
        && Name(id) is { Length: > 0 and <= CallSnapshot.MaxIdLength } name
        && !name.Contains('\0', StringComparison.Ordinal)
            ? name
            : null;

    private static Optional<DateTimeOffset?> Time(JsonElement item, string member)
    {
        if (!Has(item, member, out var value) || value.ValueKind == JsonValueKind.Null)
            return default;
        if (
            value.ValueKind != JsonValueKind.String
            || !DateTimeOffset.TryParse(
                String(value, member),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var time
            )
        )
            throw new MalformedItemException(member, Kind(value), Timestamp);

        // The ledger stores microseconds: truncated here, once, so that a stored value equals the one of the next response.
        return new Optional<DateTimeOffset?>(true, time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond)));
    }

    private static Optional<string?> Text(JsonElement item, string member) =>
        !Has(item, member, out var value)
            ? default
            : value.ValueKind switch
            {
                // PostgreSQL stores no zero character in a text, and one in an outcome must not fail its page.
                JsonValueKind.String => String(value, member).Replace('\0', '\uFFFD'),
                JsonValueKind.Null => (string?)null,
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
                _ => throw new MalformedItemException(member, Kind(value), "a text"),
            };

    private static Optional<double?> Number(JsonElement item, string member) =>
        !Has(item, member, out var value)
            ? default
            : value.ValueKind switch
            {
                JsonValueKind.Null => (double?)null,
                JsonValueKind.Number when value.TryGetDouble(out var number) && double.IsFinite(number) => number,
                JsonValueKind.String
                    when double.TryParse(String(value, member), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                        && double.IsFinite(number) => number,
                _ => throw new MalformedItemException(member, Kind(value), "a number"),
            };

    private static string? Name(JsonElement id) =>
        id.ValueKind switch
        {
            JsonValueKind.String => String(id, "id"),
            JsonValueKind.Number when id.TryGetInt64(out _) => id.GetRawText(),
            _ => null,
        };

    private static bool Has(JsonElement item, string member, out JsonElement value)
    {
        try
        {
            return item.TryGetProperty(member, out value);
        }
        catch (InvalidOperationException)
        {
            throw new MalformedItemException("a member's name", "a text that is not Unicode", "a text");
        }
    }

    private static string String(JsonElement value, string member)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate, written as \ud83d: valid JSON, but not Unicode.
            throw new MalformedItemException(member, "a text that is not Unicode", "a text");
        }
    }

    private static string Kind(JsonElement item, string member) => Has(item, member, out var value) ? Kind(value) : "nothing";

    private static string Kind(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Undefined => "nothing",
            JsonValueKind.Null => "null",
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            JsonValueKind.String => "a text",
            JsonValueKind.Number => "a number",
            _ => "true or false",
        };
}
