using CallEvents.Alerting.Commands;
using CallEvents.Alerting.Commands.Delivery;
using CallEvents.Alerting.Commands.Reading;
using CallEvents.Alerting.RaiseAlerts;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.ServiceDefaults.Redrive;

namespace CallEvents.Alerting;

/// <summary>The program of alerting: the service and all its commands.</summary>
internal static class AlertingProgram
{
    public static ServiceProgram Create() =>
        new()
        {
            Name = "callevents-alerting",
            Description =
                "Sends an alert for every call that matches a rule. Each command finds broker, channels and state by the settings of the "
                + "service, and accepts settings itself, such as --Logging:LogLevel:Default=Debug.",
            Noun = "alerting service",
            ExampleSetting = "--Logging:LogLevel:Default=Debug",
            DatabaseKey = "ConnectionStrings:State",
            Configure = builder => builder.AddAlerting(),
            ConfigureCommands = builder => builder.AddAlerting().AddCallReading(),
            CreateCommands = () =>
                [
                    RulesCommand.Create(RulesCommands.Create()),
                    new ChannelsCommand(),
                    new AlertsCommand(),
                    new RedriveCommand(services => services.QueueOf<RaiseAlertsConsumer>()),
                ],
        };
}
