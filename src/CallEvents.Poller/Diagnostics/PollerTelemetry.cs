using System.Diagnostics;
using CallEvents.ServiceDefaults.Diagnostics;

namespace CallEvents.Poller.Diagnostics;

/// <summary>The poller's activity source.</summary>
internal static class PollerTelemetry
{
    public static readonly ActivitySource Activities = new(TelemetryNames.Poller);

    /// <param name="traceParent">A W3C trace context; null for no link.</param>
    public static IEnumerable<ActivityLink>? LinksTo(string? traceParent) =>
        ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var context) ? [new ActivityLink(context)] : null;
}
