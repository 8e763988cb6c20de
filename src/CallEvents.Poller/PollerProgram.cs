using CallEvents.Poller.Commands;
using CallEvents.Poller.Commands.Auditing;
using CallEvents.Poller.Commands.Checking;
using CallEvents.Poller.Commands.Jobs;
using CallEvents.Poller.Commands.Moving;
using CallEvents.Poller.Commands.Rehearsing;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Commands;

namespace CallEvents.Poller;

/// <summary>The poller's program: the service and all its commands.</summary>
internal static class PollerProgram
{
    public static ServiceProgram Create() =>
        new()
        {
            Name = "callevents-poller",
            Description =
                "Polls Revont's API and publishes its calls as events on RabbitMQ. Each command finds API, broker and ledger by the "
                + "settings of the service, and accepts settings itself, such as --Polling:Interval=00:00:10.",
            Noun = "poller",
            ExampleSetting = "--Polling:Interval=00:00:10",
            DatabaseKey = "ConnectionStrings:Ledger",
            Configure = builder => builder.AddPoller(),
            ConfigureCommands = builder => builder.AddPollerParts().AddBrokerProbe(),
            CreateCommands = () =>
                [
                    new CheckCommand(),
                    new DryRunCommand(),
                    new AuditCommand(),
                    new JobsCommand(),
                    new ReplayCommand(),
                    new BackfillCommand(),
                    new RetryCommand(),
                    new ForgetCommand(),
                    PauseCommand.Pause(),
                    PauseCommand.Resume(),
                    new LedgerCommand(),
                    new StatusCommand(),
                    new CallCommand(),
                ],
        };
}
