using System.CommandLine;
using Spectre.Console;

namespace CallEvents.ServiceDefaults.Commands.Completing;

/// <summary>Prints a script that completes this program's command lines in a shell.</summary>
internal sealed class CompletionCommand : ServiceCommand
{
    private static readonly Dictionary<string, Func<string, CompletionTree, string>> Shells = new()
    {
        ["bash"] = BashCompletion.Script,
        ["zsh"] = ZshCompletion.Script,
        ["fish"] = FishCompletion.Script,
    };

    private readonly Argument<string> shell = CommandOptions.Choice("shell", "The shell.", [.. Shells.Keys], isRequired: true);

    private readonly Option<string> program;

    public CompletionCommand(string programName)
        : base("completion", "Print a script that completes command lines in a shell.")
    {
        program = new("--name")
        {
            HelpName = "NAME",
            Description = "The name that the program is called by, such as an alias.",
            DefaultValueFactory = _ => programName,
        };
        Add(shell);
        Add(program);
        Examples = [$"completion bash > /etc/bash_completion.d/{programName}", "completion zsh --name callevents"];
    }

    public override Task<CommandReport> RunAsync(CommandContext context)
    {
        var (name, chosen) = (context.Value(program)!, context.Value(shell)!);
        if (!name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.'))
            throw new CommandUsageException(program.Name, $"'{name}'", "a name of letters, digits, '-', '_' and '.'");
        return Task.FromResult<CommandReport>(new Report(chosen, Shells[chosen](name, CompletionTree.Of(context.Root))));
    }

    private sealed record Report(string Shell, string Script) : CommandReport
    {
        public override void WriteTo(IAnsiConsole console) => console.Profile.Out.Writer.Write(Script);
    }
}
