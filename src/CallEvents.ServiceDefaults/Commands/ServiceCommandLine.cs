using System.CommandLine;
using System.CommandLine.Parsing;

namespace CallEvents.ServiceDefaults.Commands;

/// <summary>Parses the command line, runs one command, and returns its exit code: 0 well, 1 not well, 2 wrong use.</summary>
public sealed class ServiceCommandLine(ServiceProgram program, CommandEnvironment environment)
{
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(10);

    public ServiceCommandLine(ServiceProgram program)
        : this(program, CommandEnvironment.OfProcess) { }

    public async Task<int> RunAsync(string[] args)
    {
        var (settings, rest) = SettingArguments.Split(args);
        var runner = new CommandRunner(program, environment, settings);
        var root = new ServiceRootCommand(program);
        foreach (var command in root.Commands)
            command.SetAction((parsed, stopping) => runner.RunAsync(command, parsed, stopping));

        var parsed = root.Parse(rest);
        if (parsed.Errors is [var error, ..])
        {
            return await environment.FailAsync(rest.Contains(CommandOptions.Json.Name), ExitCodes.WrongUse, Describe(parsed, error));
        }

        return await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                Output = environment.Output,
                Error = environment.Error,
                EnableDefaultExceptionHandler = false,

                // The service itself handles the signals: draining takes longer than the library would wait.
                ProcessTerminationTimeout = parsed.CommandResult.Command is RunCommand or ServiceRootCommand ? null : TimeToStop,
            }
        );
    }

    /// <summary>One line: what was found, and what is expected.</summary>
    private static string Describe(ParseResult parsed, ParseError error)
    {
        if (parsed.UnmatchedTokens is not [var found, ..])
            return error.Message.ReplaceLineEndings(" ");

        var command = parsed.CommandResult.Command;
        var expected = found.StartsWith('-')
            ? OptionsOf(parsed.CommandResult).Select(option => option.Name)
            : command.Subcommands.Select(subcommand => subcommand.Name);
        var choices = string.Join(", ", expected);
        return $"{command.Name}: found '{found}', expected {(choices.Length == 0 ? "nothing" : $"one of {choices}")}";
    }

    private static IEnumerable<Option> OptionsOf(CommandResult command) =>
        command
            .Command.Options.Concat(
                command.Command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive))
            )
            .Where(option => !option.Hidden);
}
