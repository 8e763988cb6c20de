using System.Text.RegularExpressions;
using CallEvents.LedgerSpecs;
using CallEvents.TestSupport;

namespace CallEvents.Tests;

/// <summary>Compares the table of traps in this project's README with the tests that exist.</summary>
public sealed partial class TrapsTests
{
    private static readonly string Tests = Path.Combine(Repository.Root, "tests");
    private static readonly string Readme = File.ReadAllText(Path.Combine(Tests, "CallEvents.Tests", "README.md"));

    [Fact]
    public void Every_trap_has_a_row() =>
        TrapRow().Matches(Readme).Select(trap => trap.Groups[1].Value).ShouldBe(Enumerable.Range(1, 33).Select(number => $"T{number}"));

    [Fact]
    public void Every_trap_names_its_tests_or_why_it_cannot_occur() =>
        TrapRow().Matches(Readme).Where(trap => !TestName().IsMatch(trap.Groups[2].Value)).ShouldBeEmpty();

    [Fact]
    public void Every_named_test_exists()
    {
        var existing = CompiledTests().Concat(EndToEndTests()).ToList();
        TestName()
            .Matches(Readme)
            .Select(test => test.Groups[1].Value)
            .Distinct()
            .Where(name => existing.Count(test => test.EndsWith("." + name, StringComparison.Ordinal)) != 1)
            .ShouldBeEmpty();
    }

    private static IEnumerable<string> CompiledTests() =>
        from type in typeof(TrapsTests).Assembly.GetTypes().Concat(typeof(LedgerSpec).Assembly.GetTypes())
        from method in type.GetMethods()
        where method.GetCustomAttributes(typeof(FactAttribute), true).Length > 0
        select $".{type.FullName}.{method.Name}";

    /// <summary>This project does not reference the end-to-end tests: their names are read from the source.</summary>
    private static IEnumerable<string> EndToEndTests() =>
        from file in Directory.GetFiles(Path.Combine(Tests, "CallEvents.EndToEndTests"), "*Tests.cs", SearchOption.AllDirectories)
        from test in TestMethod().Matches(File.ReadAllText(file))
        select $".EndToEnd.{Path.GetFileNameWithoutExtension(file)}.{test.Groups[1].Value}";

    [GeneratedRegex(@"^\| (T\d+) \|(.*)\|$", RegexOptions.Multiline)]
    private static partial Regex TrapRow();

    [GeneratedRegex(@"`((?:\w+\.)+[A-Z]\w*_\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\[(?:Fact|Theory)[^\n]*\n(?:\s*\[[^\n]*\n)*\s*public \w+(?: Task)? (\w+)\(")]
    private static partial Regex TestMethod();
}
