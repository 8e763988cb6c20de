using System.Globalization;
using CallEvents.Poller.Calls;
using CallEvents.ServiceDefaults.Diagnostics;

namespace CallEvents.Poller.Diagnostics;

/// <summary>The attributes of the poller's metrics and spans. Call ids are on spans only: on a metric they would have no bound.</summary>
internal static class PollerTags
{
    public const string WorkspaceKey = TelemetryNames.Workspace;
    public const string CallIdKey = TelemetryNames.CallId;
    public const string RevisionKey = "callevents.revision";
    public const string LaneKey = "callevents.lane";
    public const string OriginKey = "callevents.origin";

    public static readonly KeyValuePair<string, object?> DiscardedAsUnroutable = new("callevents.discard.reason", "unroutable");

    public static KeyValuePair<string, object?> Workspace(string name) => new(WorkspaceKey, name);

    public static KeyValuePair<string, object?> EventType(CallEventType type) => new("callevents.event.type", type.ToString());

    public static KeyValuePair<string, object?> Queue(string name) => new("callevents.queue", name);

    public static KeyValuePair<string, object?> Origin(Lane lane) => new(OriginKey, lane.Origin());

    public static KeyValuePair<string, object?> Lane(Lane lane) => new(LaneKey, lane.Origin());

    public static KeyValuePair<string, object?> ApiOperation(string operation) => new("callevents.api.operation", operation);

    /// <summary>How late a call was shown, by order of magnitude: a few values for all delays.</summary>
    public static KeyValuePair<string, object?> Lateness(TimeSpan delay) =>
        new(
            "callevents.lateness",
            delay < TimeSpan.FromMinutes(1) ? "seconds"
                : delay < TimeSpan.FromHours(1) ? "minutes"
                : delay < TimeSpan.FromDays(1) ? "hours"
                : "days"
        );

    public static KeyValuePair<string, object?> Recovery(string recovery) => new("callevents.recovery", recovery);

    public static KeyValuePair<string, object?> Table(string name) => new("callevents.ledger.table", name);

    public static KeyValuePair<string, object?> JobKind(string kind) => new("callevents.job.kind", kind.ToLowerInvariant());

    public static KeyValuePair<string, object?> JobState(string state) => new("callevents.job.state", state.ToLowerInvariant());

    /// <summary>OpenTelemetry's <c>http.response.status_code</c>.</summary>
    public static KeyValuePair<string, object?> HttpStatus(int status) => new("http.response.status_code", status);

    /// <summary>OpenTelemetry's <c>error.type</c>: a status of 400 or more, or why there was no response.</summary>
    public static KeyValuePair<string, object?> ErrorType(string type) => new(TelemetryNames.ErrorType, type);

    /// <summary>The value of <c>error.type</c> for a request; null where there is no error.</summary>
    /// <param name="status">The HTTP status; 0 without a response.</param>
    /// <param name="reason">Why there was no response.</param>
    public static string? ErrorOf(int status, string? reason) =>
        reason ?? (status >= 400 ? status.ToString(CultureInfo.InvariantCulture) : null);
}
