using CallEvents.ServiceDefaults.Commands;
using Spectre.Console;

namespace CallEvents.Alerting.Commands.Checking;

/// <summary>What a check of a rules file found.</summary>
/// <param name="File">The file.</param>
/// <param name="Rules">How many of its rules could be read.</param>
/// <param name="Examples">How many examples they have.</param>
/// <param name="Problems">One line each, with its place.</param>
/// <param name="Warnings">What could not be checked.</param>
internal sealed record RulesCheckReport(
    string File,
    int Rules,
    int Examples,
    IReadOnlyList<string> Problems,
    IReadOnlyList<string> Warnings
) : CommandReport
{
    public override bool IsWell() => Problems.Count == 0;

    public override void WriteTo(IAnsiConsole console)
    {
        var writer = console.Profile.Out.Writer;
        foreach (var problem in Problems)
            writer.WriteLine(Format.Plain(problem));
        foreach (var warning in Warnings)
            writer.WriteLine(Format.Plain($"▲ {warning}"));
        writer.WriteLine(
            Format.Plain(
                IsWell()
                    ? $"✓ {File}: {Format.Number(Rules, "rule")}, {Format.Number(Examples, "example")}, nothing wrong"
                    : $"✗ {File}: {Format.Number(Problems.Count, "problem")}"
            )
        );
    }
}
