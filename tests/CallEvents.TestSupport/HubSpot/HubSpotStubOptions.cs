namespace CallEvents.TestSupport.HubSpot;

/// <summary>What is fixed for the life of a <see cref="HubSpotStub"/>.</summary>
internal sealed record HubSpotStubOptions
{
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The only version whose paths exist.</summary>
    public string Version { get; init; } = "2026-09";

    public string Token { get; init; } = "pat-eu1-0f3c-stub";

    public long PortalId { get; init; } = 48_151_623;

    /// <summary>The account's time zone, which decides when the day of the daily limit ends. It must have no daylight saving time.</summary>
    public string TimeZone { get; init; } = "Asia/Tokyo";

    public TimeSpan UtcOffset { get; init; } = TimeSpan.FromHours(9);
}

/// <summary>How HubSpot refuses a batch in which one input is bad.</summary>
internal enum BatchErrors
{
    /// <summary>400 for all. Source: Atlas-Authority/marketing-automation 174.</summary>
    WholeBatch,

    /// <summary>409 for all. Source: airbyte pull request 76340, which splits such a batch recursively.</summary>
    WholeBatchConflict,

    /// <summary>207 with an error for each bad input; the others are written. Source: docs, error handling, "multi-status errors".</summary>
    PerInput,
}

/// <summary>What an error's body contains.</summary>
internal enum ErrorBodies
{
    /// <summary>Codes in <c>errors[].code</c> and within <c>message</c>, as in the documentation's examples.</summary>
    Full,

    /// <summary>Codes within <c>message</c> only. Source: changelog, enhanced validations.</summary>
    CodesInMessage,

    /// <summary>Codes in <c>errors[].code</c> only.</summary>
    CodesInErrors,

    /// <summary>An empty object. Source: docs, error handling: all fields "should be treated as optional".</summary>
    Empty,
}

/// <summary>The manners of HubSpot that a test can change at any time.</summary>
internal sealed class HubSpotManners
{
    public BatchErrors BatchErrors { get; set; }

    public ErrorBodies ErrorBodies { get; set; }

    /// <summary>
    /// A batch update with a record that does not exist is refused as a whole with 404, instead of 207 with the others written. Source of
    /// 207: changelog, simplifying batch update response codes for CRM v3 APIs. 404 is not documented for a batch; the issue asks for both.
    /// </summary>
    public bool MissingRecordsRefuseBatch { get; set; }

    /// <summary>Whether results repeat <c>objectWriteTraceId</c>: the schema has it, no page promises it for an upsert.</summary>
    public bool ResultsHaveTraceIds { get; set; } = true;

    /// <summary>The most bytes of a request's body; more is refused with 413.</summary>
    public int MaxBodyBytes { get; set; } = 20 * 1024 * 1024;

    /// <summary>The most associations of one record in one answer; the rest follows by <c>paging.next.after</c>.</summary>
    public int AssociationsPerPage { get; set; } = 500;
}
