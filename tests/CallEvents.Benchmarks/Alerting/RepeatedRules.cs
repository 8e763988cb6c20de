namespace CallEvents.Benchmarks.Alerting;

/// <summary>A rules file with as many rules as are asked for: those of a file, over and over, with ids of their own.</summary>
internal static class RepeatedRules
{
    private const string Start = "\n  - id: ";

    public static string Of(string file, int count)
    {
        var head = file.IndexOf("\nrules:", StringComparison.Ordinal);
        var parts = file[head..].Split(Start);
        var rules = Enumerable
            .Range(0, count)
            .Select(index =>
            {
                var rule = parts[1 + (index % (parts.Length - 1))];
                var end = rule.IndexOfAny([' ', '\n']);
                return $"{Start}{rule[..end]}-{index}{rule[end..]}";
            });
        return file[..head] + parts[0] + string.Concat(rules);
    }
}
