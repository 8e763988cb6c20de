using System.Diagnostics.Metrics;
using System.Globalization;

namespace CallEvents.Tests.Observability;

/// <summary>Collects the metrics of a process, as an exporter does: sums and histograms since its start, gauges as they are now.</summary>
internal sealed class MetricCollector : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly Lock sync = new();
    private readonly Dictionary<string, (MetricSeries Series, double Value)> sums = [];
    private readonly Dictionary<string, (MetricSeries Series, double Value)> observed = [];
    private readonly KeyValuePair<string, string>[] resource;

    /// <param name="meters">The meter factory of the process: others in the same test have meters of the same name.</param>
    /// <param name="job">The service's name.</param>
    /// <param name="instance">The name of the process.</param>
    public MetricCollector(IMeterFactory meters, string job, string instance)
    {
        resource = [new("job", job), new("instance", instance)];
        listener.InstrumentPublished = (instrument, meterListener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters) && instrument.Name.StartsWith("callevents.", StringComparison.Ordinal))
                meterListener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.Start();
    }

    /// <summary>All series with their present values.</summary>
    public IReadOnlyList<KeyValuePair<MetricSeries, double>> Collect()
    {
        lock (sync)
            observed.Clear();
        listener.RecordObservableInstruments();
        lock (sync)
            return [.. sums.Values.Concat(observed.Values).Select(one => KeyValuePair.Create(one.Series, one.Value))];
    }

    public void Dispose() => listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = tags.ToArray()
            .Select(tag =>
                KeyValuePair.Create(PrometheusName.OfLabel(tag.Key), Convert.ToString(tag.Value, CultureInfo.InvariantCulture)!)
            );
        var series = new MetricSeries(PrometheusName.Of(instrument), [.. labels, .. resource]);
        lock (sync)
        {
            if (instrument is Histogram<double> histogram)
                RecordInBuckets(histogram, series, value);
            else if (instrument.IsObservable)
                observed[series.ToString()] = (series, value);
            else
                Add(series, value);
        }
    }

    private void RecordInBuckets(Histogram<double> histogram, MetricSeries series, double value)
    {
        foreach (var bound in histogram.Advice!.HistogramBucketBoundaries!)
            Add(series.With("_bucket", bound.ToString(CultureInfo.InvariantCulture)), value <= bound ? 1 : 0);
        Add(series.With("_bucket", "+Inf"), 1);
        Add(series.With("_sum"), value);
        Add(series.With("_count"), 1);
    }

    private void Add(MetricSeries series, double value)
    {
        var key = series.ToString();
        sums[key] = (series, value + (sums.TryGetValue(key, out var sum) ? sum.Value : 0));
    }
}
