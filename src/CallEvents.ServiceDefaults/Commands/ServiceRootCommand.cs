using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using CallEvents.ServiceDefaults.Commands.Completing;
using CallEvents.ServiceDefaults.Diagnostics;

namespace CallEvents.ServiceDefaults.Commands;

/// <summary>All commands of a service's program.</summary>
internal sealed class ServiceRootCommand : Command
{
    public ServiceRootCommand(ServiceProgram program)
        : base(program.Name, program.Description)
    {
        var run = new RunCommand(program);
        Add(CommandOptions.Json);
        Add(new HelpOption { Recursive = true, Action = new HelpWithExamples() });
        Add(new VersionOption { Action = new PrintVersion() });
        Add(run);
        Add(new HealthCommand(program));
        foreach (var command in program.CreateCommands())
            Add(command);
        Add(new CompletionCommand(program.Name));
        SetAction((parsed, stopping) => ((AsynchronousCommandLineAction)run.Action!).InvokeAsync(parsed, stopping));
    }

    /// <summary>The commands, and the subcommands of each.</summary>
    public IEnumerable<ServiceCommand> Commands => Within(this);

    private static IEnumerable<ServiceCommand> Within(Command command) =>
        command.Subcommands.SelectMany(one => one is ServiceCommand service ? Within(one).Prepend(service) : Within(one));

    private sealed class PrintVersion : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(ServiceVersion.Current);
            return ExitCodes.Well;
        }
    }
}
