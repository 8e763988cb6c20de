using System.Text.RegularExpressions;

namespace CallEvents.Tests.Observability;

/// <summary>What a query of PromQL names of ours: metrics with the labels they are selected by, and labels it groups by.</summary>
internal static partial class PromQuery
{
    public static IEnumerable<Selector> Selectors(string query) =>
        SelectorPattern()
            .Matches(WithoutGrouping(query))
            .Select(match => new Selector(
                match.Groups["name"].Value,
                [
                    .. MatcherPattern()
                        .Matches(match.Groups["matchers"].Value)
                        .Select(matcher => new Matcher(
                            matcher.Groups["label"].Value,
                            matcher.Groups["operator"].Value,
                            matcher.Groups["value"].Value
                        )),
                ]
            ));

    public static IEnumerable<string> Grouping(string query) =>
        GroupingPattern()
            .Matches(query)
            .SelectMany(match => match.Groups["labels"].Value.Split(','))
            .Select(label => label.Trim())
            .Distinct();

    private static string WithoutGrouping(string query) => GroupingPattern().Replace(query, "");

    [GeneratedRegex(@"(?<name>callevents_\w+)(\{(?<matchers>[^}]*)\})?")]
    private static partial Regex SelectorPattern();

    [GeneratedRegex("(?<label>\\w+)\\s*(?<operator>=~|!~|!=|=)\\s*\"(?<value>[^\"]*)\"")]
    private static partial Regex MatcherPattern();

    [GeneratedRegex(@"\b(by|on)\s*\((?<labels>[^)]*)\)")]
    private static partial Regex GroupingPattern();

    /// <summary>A metric, and what its labels must be.</summary>
    internal sealed record Selector(string Name, IReadOnlyList<Matcher> Matchers)
    {
        public bool Selects(MetricSeries series) => series.Name == Name && Matchers.All(matcher => matcher.Holds(series));
    }

    /// <summary>One condition on a label; a label that is not there is empty.</summary>
    internal sealed record Matcher(string Label, string Operator, string Value)
    {
        public bool Holds(MetricSeries series)
        {
            var text = series.Labels.GetValueOrDefault(Label, "");
            var isMatch = Operator[^1] == '~' ? Regex.IsMatch(text, $"^(?:{Value})$") : text == Value;
            return isMatch == (Operator[0] == '=');
        }
    }
}
