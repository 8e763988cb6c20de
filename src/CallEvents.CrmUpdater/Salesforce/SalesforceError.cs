using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallEvents.CrmUpdater.Salesforce;

/// <summary>An error of Salesforce, reduced to what a reason may contain: its code and our own field names.</summary>
/// <param name="Code">Of the form <c>[A-Z0-9_]+</c>; <c>UNKNOWN</c> where there is none.</param>
/// <param name="Fields">Those of our fields that it names.</param>
internal sealed partial record SalesforceError(string Code, IReadOnlyList<string> Fields)
{
    public static SalesforceError Unknown { get; } = new("UNKNOWN", []);

    /// <summary>Reads the errors of a request (an array of objects) or of a record; any other body has none.</summary>
    /// <param name="body">The array; its members may lack anything.</param>
    /// <param name="ours">The names of our fields. Others are left out: an admin's field name may say too much.</param>
    public static IReadOnlyList<SalesforceError> ReadAll(JsonElement? body, IReadOnlyCollection<string> ours) =>
        body is { ValueKind: JsonValueKind.Array } errors ? [.. errors.EnumerateArray().Select(error => Read(error, ours))] : [];

    private static SalesforceError Read(JsonElement error, IReadOnlyCollection<string> ours)
    {
        if (error.ValueKind != JsonValueKind.Object)
            return Unknown;

        // A request's errors have `errorCode`, a record's `statusCode`.
        var code = Text(error, "errorCode") ?? Text(error, "statusCode") ?? "";
        if (!CodeForm().IsMatch(code))
            return Unknown;

        var fields =
            error.TryGetProperty("fields", out var named) && named.ValueKind == JsonValueKind.Array
                ? named.EnumerateArray().Where(field => field.ValueKind == JsonValueKind.String).Select(field => field.GetString()!)
                : [];
        var ofOurs = ours.Intersect(fields, StringComparer.OrdinalIgnoreCase).ToList();

        // "No such column 'X' on sobject of type Task" has no `fields`: look for our own names in it.
        if (ofOurs.Count == 0 && code.StartsWith("INVALID_FIELD", StringComparison.Ordinal))
        {
            var words = Word().Matches(Text(error, "message") ?? "").Select(word => word.Value).ToHashSet(StringComparer.Ordinal);
            ofOurs = [.. ours.Where(words.Contains)];
        }

        return new SalesforceError(code, ofOurs);
    }

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex("^[A-Z0-9_]{1,80}$")]
    private static partial Regex CodeForm();

    [GeneratedRegex("[A-Za-z0-9_]+")]
    private static partial Regex Word();
}
