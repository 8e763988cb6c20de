using CallEvents.CrmUpdater.Crm;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>What follows from an answer that is no success, for one call.</summary>
internal static class HubSpotErrors
{
    private const int MaxConflicts = 5;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether a batch may have been refused because of one of its entries. HubSpot refuses it as a whole:
    /// 400 (https://github.com/airbytehq/airbyte/pull/76340: 409, too).
    /// </summary>
    public static bool MayBeOfOne(HubSpotFault fault) =>
        !fault.IsPropertyUnusable
        && fault.Status switch
        {
            404 => fault.IsRecordMissing,
            401 or 403 or 405 or 408 or 410 or 429 or 477 => false,
            >= 400 and < 500 => true,
            _ => false,
        };

    /// <summary>The result for one call.</summary>
    /// <param name="fault">What HubSpot answered.</param>
    /// <param name="untilMidnight">How long the account's day still lasts.</param>
    /// <param name="details">Status, codes, names and correlation id, as text.</param>
    public static WriteResult ToResult(HubSpotFault fault, TimeSpan untilMidnight, string details) =>
        fault.Status switch
        {
            null when fault.IsSuspect => new WriteResult.Unavailable("HubSpot did not answer in time", IsSuspect: true),
            null => new WriteResult.Unavailable("no connection to HubSpot"),
            401 => new WriteResult.Unauthorized($"HubSpot refuses the token: {details}; check {HubSpotOptions.Section}:AccessToken"),
            403 => new WriteResult.Unauthorized(
                fault.MissingScopes.Count > 0
                    ? $"the HubSpot token lacks a scope: {details}; add it to the service key"
                    : $"HubSpot forbids it: {details}; check the scopes of {HubSpotOptions.Section}:AccessToken"
            ),
            404 when fault.IsRecordMissing => new WriteResult.Gone(),
            404 or 405 or 410 => new WriteResult.NotPrepared(
                $"HubSpot does not know the path: {details}; check {HubSpotOptions.Section}:ApiVersion and :BaseUrl"
            ),
            409 => new WriteResult.Busy($"HubSpot has a conflict: {details}", MaxConflicts),
            423 => new WriteResult.Busy($"the record is locked in HubSpot: {details}"),
            429 => new WriteResult.Unavailable($"HubSpot limits the rate: {details}", LimitPause(fault, untilMidnight)),
            // 477: the account is being moved to another data centre.
            408 or >= 500 => new WriteResult.Unavailable($"HubSpot fails: {details}", fault.RetryAfter, IsSuspect: true),
            477 => new WriteResult.Unavailable($"HubSpot moves the account: {details}", fault.RetryAfter),
            < 400 => new WriteResult.NotPrepared($"redirects are not followed: {details}; check {HubSpotOptions.Section}:BaseUrl"),
            _ when fault.IsPropertyUnusable => new WriteResult.NotPrepared(
                $"a property is missing in HubSpot or cannot be written: {details}; restore it, or leave it out in Crm:MappingFile"
            ),
            _ => new WriteResult.Rejected(fault.Codes.Count > 0 ? fault.Codes[0] : $"{fault.Status}", $"HubSpot refuses it: {details}"),
        };

    /// <summary>
    /// The result for a call that a 2xx answer does not mention. If the answer names others, HubSpot works and this call is tried later;
    /// if it names none, HubSpot did nothing, which is an outage unless it is the call that causes it. <c>COMPLETE</c> with empty results
    /// happens: https://github.com/rudderlabs/rudder-transformer/pull/5147
    /// </summary>
    public static WriteResult OfMissing(bool othersAnswered) =>
        othersAnswered
            ? new WriteResult.Busy("HubSpot's answer does not mention the call", MaxConflicts)
            : new WriteResult.Unavailable("HubSpot answered without a result", IsSuspect: true);

    private static TimeSpan LimitPause(HubSpotFault fault, TimeSpan untilMidnight) =>
        fault.Policy switch
        {
            // The day's limit may be raised, or counted otherwise than documented: probed every hour.
            "DAILY" => untilMidnight < Hour ? untilMidnight : Hour,
            "SECONDLY" => fault.RetryAfter is { } asked && asked > OneSecond ? asked : OneSecond,
            "TEN_SECONDLY_ROLLING" => AtLeastTenSeconds(fault.RetryAfter),
            _ => fault.RetryAfter ?? AtLeastTenSeconds(null),
        };

    private static TimeSpan AtLeastTenSeconds(TimeSpan? pause) =>
        pause is { } asked && asked > TimeSpan.FromSeconds(10) ? asked : TimeSpan.FromSeconds(10);
}
