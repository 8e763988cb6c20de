using Spectre.Console;

namespace CallEvents.ServiceDefaults.Commands.Checking;

/// <summary>What a check found: a line for each thing, with what to do.</summary>
public sealed record CheckReport(IReadOnlyList<CheckLine> Checks) : CommandReport
{
    /// <inheritdoc/>
    public override bool IsWell() => Checks.All(line => line.Ok is not false);

    /// <inheritdoc/>
    public override void WriteTo(IAnsiConsole console)
    {
        var width = Checks.Max(line => line.Check.Length);
        foreach (var line in Checks)
        {
            console.Markup(
                line.Ok switch
                {
                    true => "[green]✓[/]",
                    false => "[red]✗[/]",
                    null => "[grey]-[/]",
                }
            );
            console.Profile.Out.Writer.WriteLine(
                $" {line.Check.PadRight(width)}  {line.Found}{(line.ToDo is null ? "" : $": {line.ToDo}")}"
            );
        }
    }
}
