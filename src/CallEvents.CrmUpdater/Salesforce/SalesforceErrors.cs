using CallEvents.CrmUpdater.Crm;

namespace CallEvents.CrmUpdater.Salesforce;

/// <summary>What an answer of Salesforce means for the calls in it.</summary>
/// <remarks>
/// Source: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm and
/// https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm (StatusCode).
/// </remarks>
internal static class SalesforceErrors
{
    /// <summary>The limit counts the last 24 hours and says no time: the probe tries this often.</summary>
    public static readonly TimeSpan LimitDelay = TimeSpan.FromMinutes(15);

    private const string Deploy =
        "deploy the metadata in deploy/salesforce and assign its permission set to the run-as user, or change Crm:MappingFile";

    /// <summary>How often a call is tried that only a concurrent write of the same key, or a fault within Salesforce, refuses.</summary>
    private const int MaxTries = 5;

    /// <summary>The failure of a whole request; null if it is about its records.</summary>
    public static WriteResult.Failure? OfRequest(int status, IReadOnlyList<SalesforceError> errors, TimeSpan? retryAfter)
    {
        var error = errors is [var first, ..] ? first : null;
        var reason = error is null ? $"HTTP {status}" : $"HTTP {status} {error.Code}";
        return (status, error?.Code) switch
        {
            // Comes as 403 and is no refusal.
            (_, "REQUEST_LIMIT_EXCEEDED" or "STORAGE_LIMIT_EXCEEDED") => new WriteResult.Unavailable(reason, LimitDelay),
            (408 or 420 or 429, _) => new WriteResult.Unavailable(reason, retryAfter, IsSuspect: status == 408),
            (>= 500, _) => new WriteResult.Unavailable(reason, retryAfter, IsSuspect: true),
            (401 or 403, _) => new WriteResult.Unauthorized($"{reason}: check the External Client App and the run-as user's permissions"),
            (400, "INVALID_FIELD" or "INVALID_FIELD_FOR_INSERT_UPDATE" or "INVALID_TYPE") => NotPrepared(reason, error!),
            // Also the answer to an external id field that does not exist.
            (404 or 405 or 410, _) => new WriteResult.NotPrepared($"{reason}: check Crm:Salesforce:ApiVersion, and {Deploy}"),
            (> 300 and < 400, _) => new WriteResult.NotPrepared(
                $"{reason}: redirects are not followed; Crm:Salesforce:LoginUrl must be My Domain"
            ),
            _ => null,
        };
    }

    /// <summary>The result of one record with an error.</summary>
    /// <param name="error">The first of its errors.</param>
    /// <param name="isKnown">Whether it was updated by its id.</param>
    public static WriteResult OfRecord(SalesforceError error, bool isKnown) =>
        error.Code switch
        {
            "UNABLE_TO_LOCK_ROW" => new WriteResult.Busy(error.Code),
            // Two writes of one new key at the same time: the next try finds the record. A fault within Salesforce may pass, too.
            "DUPLICATE_VALUE" or "UNKNOWN_EXCEPTION" => new WriteResult.Busy(Reason(error), MaxTries),
            "REQUEST_LIMIT_EXCEEDED" or "STORAGE_LIMIT_EXCEEDED" => new WriteResult.Unavailable(error.Code, LimitDelay),
            "SERVER_UNAVAILABLE" => new WriteResult.Unavailable(error.Code, IsSuspect: true),
            "INVALID_FIELD" or "INVALID_FIELD_FOR_INSERT_UPDATE" => NotPrepared(error.Code, error),
            // A record that was deleted for good has an id that is "invalid".
            "ENTITY_IS_DELETED" or "NOT_FOUND" or "INVALID_CROSS_REFERENCE_KEY" when isKnown && error.Fields.Count == 0 =>
                new WriteResult.Gone(),
            "DUPLICATE_EXTERNAL_ID" => new WriteResult.Rejected(
                error.Code,
                $"{error.Code}: several tasks have this {SalesforceProperties.Key}; delete all but one"
            ),
            _ => new WriteResult.Rejected(error.Code, Reason(error)),
        };

    /// <summary>The result of a single record that was refused with the whole request.</summary>
    public static WriteResult OfSingle(int status, IReadOnlyList<SalesforceError> errors, bool isKnown) =>
        (status, errors) switch
        {
            (409 or 423, _) => new WriteResult.Busy($"HTTP {status}", MaxTries),
            (_, [var first, ..]) when first != SalesforceError.Unknown => OfRecord(first, isKnown),
            _ => new WriteResult.Rejected($"HTTP_{status}", $"HTTP {status}"),
        };

    private static WriteResult.NotPrepared NotPrepared(string reason, SalesforceError error) =>
        new($"{reason}{(error.Fields.Count > 0 ? $" ({string.Join(", ", error.Fields)})" : "")}: {Deploy}");

    private static string Reason(SalesforceError error) =>
        error.Fields.Count > 0 ? $"{error.Code} ({string.Join(", ", error.Fields)})" : error.Code;
}
