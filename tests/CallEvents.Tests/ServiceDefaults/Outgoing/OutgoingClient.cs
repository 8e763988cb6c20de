using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using CallEvents.ServiceDefaults.Outgoing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallEvents.Tests.ServiceDefaults.Outgoing;

/// <summary>A client as services register it, and all that its requests leave behind: logs from Trace on, spans, metrics.</summary>
internal sealed class OutgoingClient : IDisposable
{
    private readonly ServiceProvider services;
    private readonly ActivityListener spanListener;
    private readonly MeterListener metricListener = new();
    private readonly ConcurrentQueue<Activity> spans = new();
    private readonly ConcurrentQueue<string> measurements = new();
    private readonly CapturedLogs logs = new(LogLevel.Trace);

    public OutgoingClient(TimeSpan? timeout = null, TimeSpan? connectTimeout = null)
    {
        spanListener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(spanListener);
        metricListener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name.StartsWith("System.Net", StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument);
        };
        metricListener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Record(instrument, tags));
        metricListener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Record(instrument, tags));
        metricListener.Start();

        var registrations = new ServiceCollection();
        registrations.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs));
        registrations
            .AddOutgoingClient("test", (_, client) => client.Timeout = timeout ?? TimeSpan.FromSeconds(30))
            .ConfigurePrimaryHttpMessageHandler(
                (handler, _) =>
                    ((SocketsHttpHandler)handler).ConnectTimeout = connectTimeout ?? ((SocketsHttpHandler)handler).ConnectTimeout
            );
        services = registrations.BuildServiceProvider();
    }

    public IHttpClientFactory Clients => services.GetRequiredService<IHttpClientFactory>();

    public IReadOnlyList<string> LogLines => logs.Lines;

    public IReadOnlyList<Activity> Spans => [.. spans];

    public IReadOnlyList<string> Measurements => [.. measurements];

    /// <summary>Everything that an operator could read.</summary>
    public IEnumerable<string> Traces => [.. LogLines, .. spans.Select(Describe), .. measurements];

    public Task<HttpResponseMessage> SendAsync(string url, string operation = "try it", HttpContent? content = null) =>
        Clients
            .CreateClient("test")
            .SendAsync(OutgoingRequest.Create(HttpMethod.Post, url, operation, content), TestContext.Current.CancellationToken);

    public void Dispose()
    {
        services.Dispose();
        spanListener.Dispose();
        metricListener.Dispose();
    }

    private static string Describe(Activity span) =>
        $"{span.Source.Name} {span.DisplayName} {span.StatusDescription} {string.Join(' ', span.TagObjects)} "
        + string.Join(' ', span.Events.Select(@event => $"{@event.Name} {string.Join(' ', @event.Tags)}"));

    private void Record(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        measurements.Enqueue($"{instrument.Name} {string.Join(' ', tags.ToArray())}");
}
