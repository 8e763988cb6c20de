using System.Text.RegularExpressions;
using CallEvents.Tests.Simulation.Defects;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Simulation;

/// <summary>Defects that are planted at the seams: a simulation that does not notice them proves nothing.</summary>
public sealed partial class DefectTests
{
    public static TheoryData<string> Names => [.. DefectCase.All.Select(planted => planted.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_planted_defect_is_noticed_and_only_the_defect(string name)
    {
        var planted = DefectCase.All.Single(planted => planted.Name == name);

        var (plan, result) = planted
            .Plans.Select(plan => (Plan: plan, Result: SimulationRun.Execute(plan, planted.Create())))
            .FirstOrDefault(run => !run.Result.IsClean && run.Result.IsNoticedByChaos == planted.ChaosNotices);

        plan.ShouldNotBeNull("no plan shows the defect");
        var without = SimulationRun.Execute(plan);
        without.IsClean.ShouldBeTrue($"without the defect: {without}");
        TestContext.Current.TestOutputHelper!.WriteLine($"{result}");
    }

    [Fact]
    public void The_table_of_defects_matches_the_tests() =>
        TableRow()
            .Matches(File.ReadAllText(Path.Combine(Repository.Root, "tests", "CallEvents.Tests", "README.md")))
            .Select(row => (Name: row.Groups[1].Value, ChaosNotices: row.Groups[2].Value == "yes"))
            .ShouldBe(DefectCase.All.Select(planted => (planted.Name, planted.ChaosNotices)));

    /// <summary>Defect, trap, what shows it, and whether the judge of the chaos test notices.</summary>
    [GeneratedRegex(@"^\| ([^|]+) \| (?:T\d+|T\d+, T\d+|none) \| [^|]+ \| (yes|no)\b[^|]*\|$", RegexOptions.Multiline)]
    private static partial Regex TableRow();
}
