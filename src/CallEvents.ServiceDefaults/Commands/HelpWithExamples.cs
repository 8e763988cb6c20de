using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace CallEvents.ServiceDefaults.Commands;

/// <summary>Prints the library's help, and below it the command's examples.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private const int Columns = 100;

    /// <summary>Help is wanted before a command line is complete.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        // The library prints the arguments of parent commands too: `jobs stop` would show the id that `jobs` takes.
        var ofParents = ArgumentsOfParents(parseResult.CommandResult).Where(argument => !argument.Hidden).ToList();
        ofParents.ForEach(argument => argument.Hidden = true);
        new HelpAction { MaxWidth = Columns }.Invoke(parseResult);
        ofParents.ForEach(argument => argument.Hidden = false);
        if (parseResult.CommandResult.Command is not ServiceCommand { Examples: { Count: > 0 } examples })
            return ExitCodes.Well;

        output.WriteLine("Examples:");
        foreach (var example in examples)
            output.WriteLine($"  {parseResult.RootCommandResult.Command.Name} {example}");
        output.WriteLine();
        return ExitCodes.Well;
    }

    private static IEnumerable<Argument> ArgumentsOfParents(CommandResult command)
    {
        for (var parent = command.Parent as CommandResult; parent is not null; parent = parent.Parent as CommandResult)
        {
            foreach (var argument in parent.Command.Arguments)
                yield return argument;
        }
    }
}
