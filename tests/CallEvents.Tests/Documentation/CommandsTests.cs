using System.CommandLine;
using System.Text.RegularExpressions;
using CallEvents.Alerting;
using CallEvents.CrmUpdater;
using CallEvents.Poller;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.Tests.Poller.Commands;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Documentation;

/// <summary>The document of the commands has the help of each, as the program prints it.</summary>
public sealed partial class CommandsTests
{
    /// <summary>What every program has, in the poller's words. Of the consumers, only their own commands are documented.</summary>
    private static readonly string[] Common = ["run", "health", "completion"];

    private static readonly string DocumentPath = Path.Combine(Repository.Root, "docs", "commands.md");

    [Fact]
    public async Task Each_command_is_documented_with_its_help()
    {
        var document = await File.ReadAllTextAsync(DocumentPath);
        List<HelpPage> pages = [.. PagesOfPoller(), .. PagesOfConsumers()];
        HelpBlock().Matches(document).Select(block => block.Groups["command"].Value).ShouldBe(pages.Select(page => page.Block));

        foreach (var page in pages)
        {
            var help = await CommandRun.OfAsync(page.Program, [.. page.Path, "--help"]);
            var lines = help.Output.TrimEnd().Split('\n').Select(line => line.TrimEnd());
            document = HelpBlock()
                .Replace(
                    document,
                    block =>
                        block.Groups["command"].Value == page.Block ? $"```help {page.Block}\n{string.Join('\n', lines)}\n```" : block.Value
                );
        }

        document.ShouldBeApproved(DocumentPath);
    }

    private static IEnumerable<HelpPage> PagesOfPoller()
    {
        var program = PollerProgram.Create();
        var commands = new ServiceRootCommand(program).Commands.Select(command => new HelpPage(PathOf(command), program, Words(command)));
        return commands.Prepend(new(program.Name, program, []));
    }

    /// <summary>A command that both have is documented with the first.</summary>
    private static IEnumerable<HelpPage> PagesOfConsumers()
    {
        var documented = Common.ToHashSet();
        foreach (var program in (ServiceProgram[])[CrmUpdaterProgram.Create(), AlertingProgram.Create()])
        {
            yield return new(program.Name, program, []);
            foreach (var command in new ServiceRootCommand(program).Commands.Where(command => documented.Add(PathOf(command))))
                yield return new($"{program.Name} {PathOf(command)}", program, Words(command));
        }
    }

    private static string[] Words(Command command) => PathOf(command).Split(' ');

    private static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault(parent => parent is not ServiceRootCommand) is { } parent
            ? $"{PathOf(parent)} {command.Name}"
            : command.Name;

    [GeneratedRegex("^```help (?<command>[a-z -]+)\n(?<help>(?:.*\n)*?)```$", RegexOptions.Multiline)]
    private static partial Regex HelpBlock();

    private sealed record HelpPage(string Block, ServiceProgram Program, string[] Path);
}
