using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>What can be said of a refusal without quoting it: HubSpot's sentences repeat the values that it refuses.</summary>
/// <remarks>Every field of an error body is optional: https://developers.hubspot.com/docs/api/error-handling</remarks>
internal sealed partial record HubSpotFault
{
    private static readonly string[] IdMembers = ["objectWriteTraceId", "ids", "id", "fromObjectId", "toObjectId"];

    /// <summary>The HTTP status; of an entry in <c>errors[]</c>, the one its category stands for. Null without an answer.</summary>
    public required int? Status { get; init; }

    /// <summary>Codes of the form <c>[A-Z0-9_]+</c>, the most specific ones first.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>The properties named. They may be anything: only those that are ours may be shown.</summary>
    public IReadOnlyList<string> Properties { get; init; } = [];

    public IReadOnlyList<string> MissingScopes { get; init; } = [];

    /// <summary>The ids named, of the entries that were refused.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>The limit that was hit, such as <c>DAILY</c>.</summary>
    public string? Policy { get; init; }

    public string? CorrelationId { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Without an answer: whether the request itself may be the cause.</summary>
    public bool IsSuspect { get; init; }

    /// <summary>
    /// Whether it is surely about records: an unknown path is answered with 404 and <c>OBJECT_NOT_FOUND</c>, too, and is no reason to take
    /// all calls for deleted ones.
    /// </summary>
    public bool IsAboutRecords { get; init; }

    /// <summary>Whether a record does not exist.</summary>
    public bool IsRecordMissing => IsAboutRecords && (Status is 404 || Codes.Any(IsMissing));

    /// <summary>Whether a property is missing, archived or cannot be written.</summary>
    public bool IsPropertyUnusable =>
        Status is 400
        && Codes.Any(code =>
            code.Contains("READ_ONLY", StringComparison.Ordinal) || code is "PROPERTY_DOESNT_EXIST" || UnusableProperty().IsMatch(code)
        );

    public static HubSpotFault Of(HubSpotAnswer answer)
    {
        var fault = Read(answer.Body);
        return fault with
        {
            Status = answer.Status,
            RetryAfter = answer.RetryAfter,
            IsSuspect = answer.IsSuspect,
            IsAboutRecords = fault.Ids.Count > 0,
        };
    }

    /// <summary>Reads an entry of <c>errors[]</c> in a 2xx answer.</summary>
    public static HubSpotFault OfEntry(JsonElement error)
    {
        var fault = Read(error);
        return fault with { Status = StatusOf(fault.Codes), IsAboutRecords = true };
    }

    private static HubSpotFault Read(JsonElement? found)
    {
        if (found is not { ValueKind: JsonValueKind.Object } body)
            return new HubSpotFault { Status = null };

        var details = body.Items("errors").Take(100).ToList();
        var contexts = details.Prepend(body).Select(error => error.Child("context")).OfType<JsonElement>().ToList();
        var inMessage = details.Prepend(body).SelectMany(error => Invalid(error.Text("message"))).ToList();
        return new HubSpotFault
        {
            Status = null,
            Codes =
            [
                .. inMessage
                    .Select(invalid => invalid.Code)
                    .Concat(details.SelectMany(CodesOf))
                    .Concat(CodesOf(body))
                    .Where(code => code is not null && Code().IsMatch(code))
                    .Distinct()
                    .Take(5)!,
            ],
            Properties =
            [
                .. inMessage
                    .Select(invalid => invalid.Property)
                    .Concat(details.Select(error => error.Text("name")))
                    .Concat(contexts.SelectMany(context => context.Texts("propertyName").Concat(context.Texts("properties"))))
                    .OfType<string>()
                    .Distinct(),
            ],
            MissingScopes =
            [
                .. contexts
                    .SelectMany(context => context.Texts("missingScopes"))
                    .Where(scope => Scope().IsMatch(scope))
                    .Distinct()
                    .Take(10),
            ],
            Ids = [.. contexts.SelectMany(IdsOf)],
            Policy = body.Text("policyName") is { } policy && Code().IsMatch(policy) ? policy : null,
            // Accepted only as the UUID that it is: a text may hold anything.
            CorrelationId = Guid.TryParse(body.Text("correlationId"), out var id) ? id.ToString() : null,
        };
    }

    // HubSpot: {"code":…} in errors[], {"subCategory":…,"category":…} beside the message; the latter in lower case with dots at times.
    private static IEnumerable<string?> CodesOf(JsonElement error) =>
        [error.Text("code"), error.Text("error"), error.Text("subCategory"), error.Text("category"), error.Text("errorType")];

    private static IEnumerable<string> IdsOf(JsonElement context) => IdMembers.SelectMany(name => context.Texts(name));

    /// <summary>The codes within a message: <c>Property values were not valid: [{"error":"CODE","name":"property"}]</c>.</summary>
    private static IEnumerable<(string? Code, string? Property)> Invalid(string? message)
    {
        if (message is null)
            return [];

        var start = message.IndexOf("[{", StringComparison.Ordinal);
        var end = message.LastIndexOf(']');
        // Parsed where possible: a value that is quoted in it could look like a code to the pattern.
        if (start >= 0 && end > start && HubSpotJson.Parse(System.Text.Encoding.UTF8.GetBytes(message[start..(end + 1)])) is { } list)
        {
            return
            [
                .. list.EnumerateArray()
                    .Where(item => item.ValueKind == JsonValueKind.Object)
                    .Select(item => (item.Text("error"), item.Text("name"))),
            ];
        }

        return [.. Quoted().Matches(message).Select(match => (match.Groups["code"].Value, (string?)match.Groups["name"].Value))];
    }

    private static bool IsMissing(string code) => code is "OBJECT_NOT_FOUND" or "INVALID_OBJECT_IDS" or "OBJECT_DOESNT_EXIST";

    private static int StatusOf(IReadOnlyList<string> codes)
    {
        foreach (var code in codes)
        {
            var status = code switch
            {
                _ when IsMissing(code) => 404,
                "CONFLICT" or "OBJECT_ALREADY_EXISTS" => 409,
                "LOCKED" => 423,
                "MISSING_SCOPES" or "BANNED" => 403,
                "RATE_LIMIT" or "RATE_LIMITS" => 429,
                "INTERNAL_ERROR" or "SERVER_ERROR" => 500,
                _ => 0,
            };
            if (status > 0)
                return status;
        }

        return 400;
    }

    [GeneratedRegex("^[A-Z][A-Z0-9_]{1,63}$")]
    private static partial Regex Code();

    [GeneratedRegex("^(crm(\\.[a-z_-]+)+|contacts|oauth)$")]
    private static partial Regex Scope();

    [GeneratedRegex("^(ARCHIVED_PROPERTY|PROPERTY_(IS_)?ARCHIVED|(UNKNOWN|INVALID)_PROPERTY(_NAME)?|PROPERTY_(NOT_FOUND|DOES_NOT_EXIST))$")]
    private static partial Regex UnusableProperty();

    [GeneratedRegex("\"error\"\\s*:\\s*\"(?<code>[A-Z][A-Z0-9_]+)\"(\\s*,\\s*\"name\"\\s*:\\s*\"(?<name>[a-z0-9_]+)\")?")]
    private static partial Regex Quoted();
}
