using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using CallEvents.Poller.Commands.Auditing;
using CallEvents.Poller.Commands.Checking;
using CallEvents.Poller.Commands.Completing;
using CallEvents.Poller.Commands.Jobs;
using CallEvents.Poller.Commands.Moving;
using CallEvents.Poller.Commands.Rehearsing;
using CallEvents.ServiceDefaults.Diagnostics;

namespace CallEvents.Poller.Commands;

/// <summary>All commands of the poller's program.</summary>
internal sealed class PollerRootCommand : Command
{
    private readonly RunCommand run = new();

    public PollerRootCommand()
        : base(
            RunCommand.ServiceName,
            "Polls Revont's API and publishes its calls as events on RabbitMQ. Each command finds API, broker and ledger by the settings "
                + "of the service, and accepts settings itself, such as --Polling:Interval=00:00:10."
        )
    {
        Add(CommonOptions.Json);
        Add(new HelpOption { Recursive = true, Action = new HelpWithExamples() });
        Add(new VersionOption { Action = new PrintVersion() });
        Add(run);
        Add(new HealthCommand());
        Add(new CheckCommand());
        Add(new DryRunCommand());
        Add(new AuditCommand());
        Add(new JobsCommand());
        Add(new ReplayCommand());
        Add(new BackfillCommand());
        Add(new RetryCommand());
        Add(new ForgetCommand());
        Add(PauseCommand.Pause());
        Add(PauseCommand.Resume());
        Add(new LedgerCommand());
        Add(new StatusCommand());
        Add(new CallCommand());
        Add(new CompletionCommand());
        SetAction((parsed, stopping) => ((AsynchronousCommandLineAction)run.Action!).InvokeAsync(parsed, stopping));
    }

    /// <summary>The commands, and the subcommands of each.</summary>
    public IEnumerable<PollerCommand> Commands => Within(this);

    private static IEnumerable<PollerCommand> Within(Command command) =>
        command.Subcommands.SelectMany(one => one is PollerCommand poller ? Within(one).Prepend(poller) : Within(one));

    private sealed class PrintVersion : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(ServiceVersion.Current);
            return ExitCodes.Well;
        }
    }
}
