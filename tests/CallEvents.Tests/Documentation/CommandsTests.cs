using System.CommandLine;
using System.Text.RegularExpressions;
using CallEvents.Poller;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.Tests.Poller.Commands;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Documentation;

/// <summary>The document of the commands has the help of each, as the program prints it.</summary>
public sealed partial class CommandsTests
{
    private static readonly string DocumentPath = Path.Combine(Repository.Root, "docs", "commands.md");

    [Fact]
    public async Task Each_command_is_documented_with_its_help()
    {
        var document = await File.ReadAllTextAsync(DocumentPath);
        var root = new ServiceRootCommand(PollerProgram.Create());
        HelpBlock().Matches(document).Select(block => block.Groups["command"].Value).ShouldBe([root.Name, .. root.Commands.Select(PathOf)]);

        foreach (var command in root.Commands.Select(PathOf).Prepend(root.Name))
        {
            var path = command == root.Name ? [] : command.Split(' ');
            var help = await CommandRun.OfAsync([.. path, "--help"]);
            var lines = help.Output.TrimEnd().Split('\n').Select(line => line.TrimEnd());
            document = HelpBlock()
                .Replace(
                    document,
                    block => block.Groups["command"].Value == command ? $"```help {command}\n{string.Join('\n', lines)}\n```" : block.Value
                );
        }

        document.ShouldBeApproved(DocumentPath);
    }

    private static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault(parent => parent is not ServiceRootCommand) is { } parent
            ? $"{PathOf(parent)} {command.Name}"
            : command.Name;

    [GeneratedRegex("^```help (?<command>[a-z -]+)\n(?<help>(?:.*\n)*?)```$", RegexOptions.Multiline)]
    private static partial Regex HelpBlock();
}
