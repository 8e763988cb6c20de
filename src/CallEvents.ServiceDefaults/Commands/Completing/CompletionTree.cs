using System.CommandLine;
using System.CommandLine.Completions;

namespace CallEvents.ServiceDefaults.Commands.Completing;

/// <summary>The words that a shell can offer at one place of a command line: below a command, its subcommands and options.</summary>
/// <param name="Path">The commands up to here, each after a space; empty for the program itself.</param>
/// <param name="Description">The command's description.</param>
/// <param name="Choices">The values of its argument.</param>
/// <param name="Options">Its options.</param>
/// <param name="Commands">Its subcommands.</param>
internal sealed record CompletionTree(
    string Path,
    string Description,
    IReadOnlyList<string> Choices,
    IReadOnlyList<CompletionOption> Options,
    IReadOnlyList<CompletionTree> Commands
)
{
    public string Name => Path[(Path.LastIndexOf(' ') + 1)..];

    /// <summary>This command and all below it.</summary>
    public IEnumerable<CompletionTree> All => Commands.SelectMany(command => command.All).Prepend(this);

    public static CompletionTree Of(Command command, string path = "", IEnumerable<Option>? inherited = null)
    {
        var options = command.Options.Concat(inherited ?? []).Where(option => !option.Hidden).ToList();
        return new CompletionTree(
            path,
            command.Description ?? "",
            [.. command.Arguments.SelectMany(argument => argument.GetCompletions(CompletionContext.Empty)).Select(choice => choice.Label)],
            [
                .. options.Select(option => new CompletionOption(
                    option.Name,
                    option.Description ?? "",
                    option.ValueType != typeof(bool) && option.Arity.MaximumNumberOfValues > 0
                )),
            ],
            [
                .. command
                    .Subcommands.Where(subcommand => !subcommand.Hidden)
                    .Select(subcommand => Of(subcommand, $"{path} {subcommand.Name}", options.Where(option => option.Recursive))),
            ]
        );
    }
}

/// <summary>An option that a shell can offer.</summary>
internal sealed record CompletionOption(string Name, string Description, bool TakesValue);
