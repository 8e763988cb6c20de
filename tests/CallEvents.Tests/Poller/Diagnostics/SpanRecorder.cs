using System.Collections.Concurrent;
using System.Diagnostics;
using CallEvents.ServiceDefaults.Diagnostics;

namespace CallEvents.Tests.Poller.Diagnostics;

/// <summary>
/// Records the spans of the process. Other tests make spans too: a call's id, or the port of an API, identifies a test's own.
/// </summary>
internal sealed class SpanRecorder : IDisposable
{
    private readonly ConcurrentQueue<Activity> stopped = new();
    private readonly ActivityListener listener;

    public SpanRecorder()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is TelemetryNames.Poller or TelemetryNames.Bus,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>What an exporter would send.</summary>
    public IEnumerable<Activity> Exported => stopped.Where(span => span.Recorded);

    public Activity? Find(string name, string callId) =>
        Exported.SingleOrDefault(span => span.OperationName == name && (string?)span.GetTagItem(TelemetryNames.CallId) == callId);

    public Activity? Find(ActivitySpanId id) => Exported.SingleOrDefault(span => span.SpanId == id);

    /// <summary>The spans of requests to an API, those that are not exported included.</summary>
    public IEnumerable<Activity> RequestsTo(Uri api) =>
        stopped.Where(span => span.GetTagItem("server.port") is int port && port == api.Port);

    public void Dispose() => listener.Dispose();
}
