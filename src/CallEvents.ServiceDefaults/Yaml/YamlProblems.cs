using System.Text.RegularExpressions;

namespace CallEvents.ServiceDefaults.Yaml;

/// <summary>Collects everything that is wrong in a YAML file, one line for each: place, key, what was found, what is expected.</summary>
/// <param name="file">The file's name in each line.</param>
/// <param name="isPersonal">Whether the file's texts are personal data: then no line repeats one.</param>
public sealed partial class YamlProblems(string file, bool isPersonal = false)
{
    private const int LongestFound = 100;

    private readonly List<(YamlPlace Place, string Line)> problems = [];

    /// <summary>
    /// The lines, each once, in the order of the file, such as <c>mapping.yaml:3:5: properties.x.from: found 'y', expected …</c>.
    /// </summary>
    public IReadOnlyList<string> Lines =>
        [.. problems.OrderBy(problem => (problem.Place.Line, problem.Place.Column)).Select(p => p.Line).Distinct()];

    /// <summary>How many were added, the same ones again too: it grows when what is being read has a problem.</summary>
    public int Count => problems.Count;

    internal string File => file;

    internal bool IsPersonal => isPersonal;

    internal void Add(YamlPlace place, string key, string found, string expected) =>
        problems.Add((place, $"{file}:{place}: {key}: found {found}, expected {expected}"));

    /// <summary>A text as it is shown in a line.</summary>
    internal string Show(string text)
    {
        if (isPersonal)
            return "another text";
        // In any file: an e-mail address is there by mistake, and these lines go to the log.
        if (text.Contains('@', StringComparison.Ordinal))
            return "a text with @";
        var line = ControlCharacters().Replace(text, " ");
        return line.Length <= LongestFound ? $"'{line}'" : $"'{line[..LongestFound]}…'";
    }

    /// <summary>A key as it is shown in a line. Keys of a personal file are ids; anything else there is not shown.</summary>
    internal string ShowKey(string key) => (isPersonal ? Id() : Name()).IsMatch(key) ? key : "***";

    [GeneratedRegex(@"[\p{Cc}\u2028\u2029]+")]
    private static partial Regex ControlCharacters();

    [GeneratedRegex("^[A-Za-z0-9_.-]{1,64}$")]
    private static partial Regex Id();

    [GeneratedRegex(@"^[^@\p{Cc}\u2028\u2029]{1,100}$")]
    private static partial Regex Name();
}
