using System.Text.RegularExpressions;

namespace CallEvents.CrmUpdater.Mapping;

/// <summary>Reports values that a mapping's <c>values</c> does not list: counts each, logs each once.</summary>
/// <param name="count">Called with the property's name for each such value that is written.</param>
/// <param name="logger">Gets a line for each value, unless it is personal.</param>
internal sealed partial class UnmappedValues(Action<string> count, ILogger<UnmappedValues> logger)
{
    /// <summary>A bound for a source with ever new values.</summary>
    private const int MostLogged = 1000;

    private const int LongestValue = 100;

    private readonly HashSet<(string Property, string Value)> logged = [];
    private readonly Lock gate = new();

    public void Report(string property, Source source, string value)
    {
        count(property);
        var shown = Show(source, value);
        lock (gate)
        {
            if (logged.Count >= MostLogged || !logged.Add((property, shown)))
                return;
        }

        Log.ValueUnmapped(logger, property, source.Name, shown);
    }

    private static string Show(Source source, string value)
    {
        // An outcome is any text: an address in it must not reach the log.
        if (source.IsPersonal || value.Contains('@', StringComparison.Ordinal))
            return "(personal)";
        var line = ControlCharacters().Replace(value, " ");
        return line.Length <= LongestValue ? line : $"{line[..LongestValue]}…";
    }

    [GeneratedRegex(@"[\p{Cc}\u2028\u2029]+")]
    private static partial Regex ControlCharacters();

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 3101,
            Level = LogLevel.Warning,
            Message = "{Property} is written without a value: the mapping's values for {Source} do not list {Value}"
        )]
        public static partial void ValueUnmapped(ILogger logger, string property, string source, string value);
    }
}
