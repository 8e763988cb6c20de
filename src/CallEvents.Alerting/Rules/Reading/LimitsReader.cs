using CallEvents.ServiceDefaults.Yaml;

namespace CallEvents.Alerting.Rules.Reading;

/// <summary>Reads <c>below</c>, <c>atMost</c>, <c>above</c> and <c>atLeast</c>.</summary>
internal static class LimitsReader
{
    public static readonly string[] Keys = ["below", "atMost", "above", "atLeast"];

    /// <summary>Reads the limits that are there.</summary>
    /// <param name="field">The mapping.</param>
    /// <param name="fields">Its keys.</param>
    /// <param name="read">Reads a number, and adds a problem where there is none.</param>
    public static Limits Read(YamlField field, IReadOnlyDictionary<string, YamlField> fields, Func<YamlField, double?> read)
    {
        var limits = new Limits(Number("below"), Number("atMost"), Number("above"), Number("atLeast"));
        if (IsImpossible(limits))
            field.Wrong("limits that no number meets", "a number above the lower limit and below the upper one");
        return limits;

        double? Number(string key) => fields.TryGetValue(key, out var limit) ? read(limit) : null;
    }

    private static bool IsImpossible(Limits limits)
    {
        var lower = Math.Max(limits.Above ?? double.NegativeInfinity, limits.AtLeast ?? double.NegativeInfinity);
        var upper = Math.Min(limits.Below ?? double.PositiveInfinity, limits.AtMost ?? double.PositiveInfinity);
        return lower > upper || (lower == upper && (limits.Above == lower || limits.Below == upper));
    }
}
