namespace CallEvents.Tests.Observability;

/// <summary>One series: a name and its labels.</summary>
internal sealed class MetricSeries(string name, IEnumerable<KeyValuePair<string, string>> labels)
{
    private readonly SortedDictionary<string, string> labels = new(labels.ToDictionary(), StringComparer.Ordinal);

    public string Name => name;

    public IReadOnlyDictionary<string, string> Labels => labels;

    public MetricSeries With(string suffix, string? bound = null) =>
        new(name + suffix, bound is null ? labels : labels.Append(new("le", bound)));

    public override string ToString() => $"{name}{{{string.Join(',', labels.Select(label => $"{label.Key}=\"{Escape(label.Value)}\""))}}}";

    private static string Escape(string value) =>
        value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
