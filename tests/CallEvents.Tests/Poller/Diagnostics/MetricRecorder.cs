using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CallEvents.ServiceDefaults.Diagnostics;

namespace CallEvents.Tests.Poller.Diagnostics;

/// <summary>Records the measurements of one service's meter: the poller's, unless another is named.</summary>
internal sealed class MetricRecorder : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentQueue<Measured> measurements = new();

    /// <param name="meters">The meter factory of the service: other services in this process have meters of the same name.</param>
    /// <param name="meter">The name of the meter.</param>
    public MetricRecorder(IMeterFactory meters, string meter = TelemetryNames.Poller)
    {
        listener.InstrumentPublished = (instrument, meterListener) =>
        {
            if (instrument.Meter.Name == meter && ReferenceEquals(instrument.Meter.Scope, meters))
                meterListener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.Start();
    }

    public IReadOnlyList<Measured> All => [.. measurements];

    public IReadOnlyList<Measured> Of(string instrument) => [.. measurements.Where(measured => measured.Instrument == instrument)];

    /// <summary>Reads the gauges.</summary>
    public void Observe() => listener.RecordObservableInstruments();

    public void Dispose() => listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        measurements.Enqueue(new Measured(instrument.Name, value, tags.ToArray().ToDictionary(tag => tag.Key, tag => $"{tag.Value}")));

    internal sealed record Measured(string Instrument, double Value, IReadOnlyDictionary<string, string> Tags);
}
