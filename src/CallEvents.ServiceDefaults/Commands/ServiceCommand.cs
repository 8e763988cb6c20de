using System.CommandLine;

namespace CallEvents.ServiceDefaults.Commands;

/// <summary>
/// One command: its name, its options and what it does. Add a new one to the <see cref="ServiceProgram"/> of its service; it gets
/// <c>--json</c>, the exit codes and the answers to errors from there, and its help stands in <c>docs/commands.md</c>.
/// </summary>
#pragma warning disable CA1010 // The library's base class is enumerable without a type, for initializers only.
public abstract class ServiceCommand(string name, string description) : Command(name, description)
#pragma warning restore CA1010
{
    /// <summary>Command lines for the help, without the program's name.</summary>
    public IReadOnlyList<string> Examples { get; protected init; } = [];

    /// <summary>Does the work, and returns what is printed: a table for a person, or one JSON document.</summary>
    /// <exception cref="CommandUsageException">The command line is wrong.</exception>
    /// <exception cref="CommandFailedException">The work cannot be done.</exception>
    public abstract Task<CommandReport> RunAsync(CommandContext context);
}
