using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using CallEvents.Contracts;
using CallEvents.Poller.Diagnostics;
using CallEvents.Simulator;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Poller.Diagnostics;

public sealed class TelemetryTests
{
    [Fact]
    public async Task One_trace_connects_the_poll_to_the_subscriber()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is PollerTelemetry.Name or "MassTransit",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var options = new SimulatorOptions
        {
            Calls = 0,
            ArrivalsPerMinute = 0,
            TranscriptDelay = TimeSpan.Zero,
        };
        await using var revont = await RevontSimulator.StartAsync(options);
        await using var poller = await PollerHost.StartAsync(revont.BaseUrl);

        var call = revont.Workspace.Add();
        await Eventually.Be(() => poller.Received.Of<CallTranscribed>().Any(message => message.Call.Id == call.Id));
        await Eventually.Be(() => spans.Any(span => Is(span, "publish CallTranscribed", call.Id)));

        var recorded = spans.Single(span => Is(span, "publish CallRecorded", call.Id));
        await Eventually.Be(() => spans.Any(span => span.OperationName is "poll" or "backfill" && span.SpanId == recorded.ParentSpanId));
        var check = spans.Single(span => Is(span, "check transcript", call.Id));
        spans.Single(span => Is(span, "publish CallTranscribed", call.Id)).ParentSpanId.ShouldBe(check.SpanId);
        await Eventually.Be(() => spans.Any(span => span.Kind == ActivityKind.Consumer && span.TraceId == recorded.TraceId));

        var tags = spans.SelectMany(span => span.TagObjects).Select(tag => tag.Value?.ToString()).ToList();
        tags.ShouldNotContain(value => value != null && value.Contains('@', StringComparison.Ordinal));
        tags.ShouldNotContain(revont.ApiKey);
    }

    [Fact]
    public async Task Discovered_published_and_pending_events_are_measured()
    {
        var sums = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, meterListener) =>
        {
            if (instrument.Meter.Name == PollerTelemetry.Name)
                meterListener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(sums, instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(sums, instrument, value, tags));
        listener.Start();
        await using var revont = await RevontSimulator.StartAsync(new SimulatorOptions { Calls = 30, ArrivalsPerMinute = 0 });
        await using var poller = await PollerHost.StartAsync(revont.BaseUrl);

        await Eventually.Be(() => poller.Received.Of<CallTranscribed>().Count == 30);
        await Eventually.Be(() => sums.GetValueOrDefault("callevents.events.published CallTranscribed"), sum => sum >= 30);
        listener.RecordObservableInstruments();

        sums["callevents.events.published CallRecorded"].ShouldBeGreaterThanOrEqualTo(30);
        sums["callevents.calls.discovered"].ShouldBeGreaterThanOrEqualTo(30);
        sums.Keys.ShouldContain("callevents.watermark.lag");
        sums.Keys.ShouldContain("callevents.outbox.pending CallRecorded");
        sums.Keys.ShouldContain("callevents.api.request.duration");
    }

    private static bool Is(Activity span, string name, string callId) =>
        span.OperationName == name && (string?)span.GetTagItem("callevents.call.id") == callId;

    private static void Add(
        ConcurrentDictionary<string, double> sums,
        Instrument instrument,
        double value,
        ReadOnlySpan<KeyValuePair<string, object?>> tags
    )
    {
        var type = "";
        foreach (var tag in tags)
        {
            tag.Key.ShouldBeOneOf(
                "callevents.workspace",
                "callevents.lane",
                "callevents.api.operation",
                "callevents.event.type",
                "callevents.origin",
                "error.type",
                "http.response.status_code"
            );
            type = tag.Key == "callevents.event.type" ? $" {tag.Value}" : type;
        }

        sums.AddOrUpdate(instrument.Name + type, value, (_, sum) => sum + value);
    }
}
