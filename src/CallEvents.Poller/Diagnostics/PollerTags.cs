using System.Globalization;
using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Diagnostics;

/// <summary>The attributes of the poller's metrics and spans. Call ids are on spans only: on a metric they would have no bound.</summary>
internal static class PollerTags
{
    public const string WorkspaceKey = "callevents.workspace";
    public const string CallIdKey = "callevents.call.id";
    public const string RevisionKey = "callevents.revision";

    public static readonly KeyValuePair<string, object?> DiscardedAsUnroutable = new("callevents.discard.reason", "unroutable");

    public static KeyValuePair<string, object?> Workspace(string name) => new(WorkspaceKey, name);

    public static KeyValuePair<string, object?> EventType(CallEventType type) => new("callevents.event.type", type.ToString());

    public static KeyValuePair<string, object?> Queue(string name) => new("callevents.queue", name);

    public static KeyValuePair<string, object?> Origin(Lane lane) => new("callevents.origin", lane.Origin());

    public static KeyValuePair<string, object?> Lane(Lane lane) => new("callevents.lane", lane.Origin());

    public static KeyValuePair<string, object?> ApiOperation(string operation) => new("callevents.api.operation", operation);

    /// <summary>OpenTelemetry's <c>http.response.status_code</c>.</summary>
    public static KeyValuePair<string, object?> HttpStatus(int status) => new("http.response.status_code", status);

    /// <summary>OpenTelemetry's <c>error.type</c>: a status of 400 or more, or why there was no response.</summary>
    public static KeyValuePair<string, object?> ErrorType(string type) => new("error.type", type);

    public static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
