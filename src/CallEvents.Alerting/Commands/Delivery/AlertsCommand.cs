using System.CommandLine;

namespace CallEvents.Alerting.Commands.Delivery;

/// <summary>Groups the commands on the outbox.</summary>
internal sealed class AlertsCommand : Command
{
    public AlertsCommand()
        : base("alerts", "List the alerts of the outbox, send rejected ones again, or drop some.")
    {
        Add(new AlertsListCommand());
        Add(new AlertsRetryCommand());
        Add(new AlertsDropCommand());
    }
}
