using System.Text.RegularExpressions;
using CallEvents.LedgerSpecs;
using CallEvents.TestSupport;

namespace CallEvents.Tests;

/// <summary>Holds the table of traps in this project's README to the tests that there are.</summary>
public sealed partial class TrapsTests
{
    private static readonly string Readme = File.ReadAllText(Path.Combine(Repository.Root, "tests", "CallEvents.Tests", "README.md"));

    [Fact]
    public void Each_trap_has_its_line() =>
        Trap().Matches(Readme).Select(trap => trap.Groups[1].Value).ShouldBe(Enumerable.Range(1, 33).Select(number => $"T{number}"));

    [Fact]
    public void Each_line_says_how_it_is_proved() =>
        Trap().Matches(Readme).Where(trap => !Named().IsMatch(trap.Groups[2].Value)).ShouldBeEmpty();

    [Fact]
    public void Each_test_that_is_named_is_there()
    {
        var there = new[] { typeof(TrapsTests), typeof(LedgerSpec) }.SelectMany(type => type.Assembly.GetTypes())
            .SelectMany(type => type.GetMethods().Where(method => method.GetCustomAttributes(typeof(FactAttribute), true).Length > 0).Select(method => $".{type.FullName}.{method.Name}"))
            .Concat(EndToEnd()).ToList();
        Named().Matches(Readme).Select(test => test.Groups[1].Value).Distinct()
            .Where(name => there.Count(test => test.EndsWith("." + name, StringComparison.Ordinal)) != 1).ShouldBeEmpty();
    }

    /// <summary>The tests with a broker are another assembly: their names are read from their files.</summary>
    private static IEnumerable<string> EndToEnd() =>
        from file in Directory.GetFiles(Path.Combine(Repository.Root, "tests", "CallEvents.EndToEndTests"), "*Tests.cs", SearchOption.AllDirectories)
        from test in Method().Matches(File.ReadAllText(file))
        select $".EndToEnd.{Path.GetFileNameWithoutExtension(file)}.{test.Groups[1].Value}";

    [GeneratedRegex(@"^\| (T\d+) \|(.*)\|$", RegexOptions.Multiline)]
    private static partial Regex Trap();

    [GeneratedRegex(@"`((?:\w+\.)+[A-Z]\w*_\w+)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"\[(?:Fact|Theory)[^\n]*\n(?:\s*\[[^\n]*\n)*\s*public \w+(?: Task)? (\w+)\(")]
    private static partial Regex Method();
}
