using System.Globalization;

namespace CallEvents.Tests.Observability;

/// <summary>The samples of several processes, one for each minute, as Prometheus would hold them.</summary>
internal sealed class MetricHistory
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly SortedDictionary<string, SortedDictionary<int, double>> samples = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MetricSeries> series = [];
    private ILookup<string, MetricSeries>? byName;

    public IReadOnlyCollection<MetricSeries> Series => series.Values;

    /// <summary>The names of all samples, with those of a histogram.</summary>
    public ILookup<string, MetricSeries> ByName => byName ??= Series.ToLookup(one => one.Name);

    /// <summary>The last minute with a sample.</summary>
    public int LastMinute => samples.Values.Max(values => values.Keys.Max());

    public void Add(int minute, IEnumerable<KeyValuePair<MetricSeries, double>> scrape)
    {
        foreach (var (one, value) in scrape)
        {
            var key = one.ToString();
            series.TryAdd(key, one);
            if (!samples.TryGetValue(key, out var values))
                samples.Add(key, values = []);
            values[minute] = value;
        }
    }

    public void Add(MetricHistory other)
    {
        foreach (var (key, values) in other.samples)
        {
            foreach (var (minute, value) in values)
                Add(minute, [new(other.series[key], value)]);
        }
    }

    /// <summary>Repeats one minute, in which nothing changes; later samples move back by that time.</summary>
    public MetricHistory Stretch(int minute, int by)
    {
        var stretched = new MetricHistory();
        foreach (var (key, values) in samples)
        {
            foreach (var (at, value) in values)
                stretched.Add(at > minute ? at + by : at, [new(series[key], value)]);
            for (var repeated = 1; repeated <= by && values.TryGetValue(minute, out var held); repeated++)
                stretched.Add(minute + repeated, [new(series[key], held)]);
        }

        return stretched;
    }

    /// <summary>The samples of a metric in one minute.</summary>
    public IEnumerable<(MetricSeries Series, double Value)> At(int minute, string name) =>
        from one in samples
        where series[one.Key].Name == name && one.Value.ContainsKey(minute)
        select (series[one.Key], one.Value[minute]);

    /// <summary>The series in the notation of <c>promtool test rules</c>: a value for each minute, <c>_</c> for none.</summary>
    public IEnumerable<(string Series, string Values)> ToInputSeries(int minutes) =>
        samples.Select(one =>
            (
                one.Key,
                string.Join(
                    ' ',
                    Enumerable.Range(0, minutes + 1).Select(minute => one.Value.TryGetValue(minute, out var value) ? Text(value) : "_")
                )
            )
        );

    /// <summary>The samples in the OpenMetrics format, without types: grouped by name, in the order of time.</summary>
    public IEnumerable<string> ToOpenMetrics(DateTimeOffset start)
    {
        foreach (var name in samples.GroupBy(one => series[one.Key].Name))
        {
            foreach (var (key, values) in name)
            {
                foreach (var (minute, value) in values)
                    yield return $"{key} {Text(value)} {(start + minute * Interval).ToUnixTimeSeconds()}";
            }
        }

        yield return "# EOF";
    }

    private static string Text(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
