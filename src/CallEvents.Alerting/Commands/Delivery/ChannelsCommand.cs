using System.CommandLine;

namespace CallEvents.Alerting.Commands.Delivery;

/// <summary>Groups the commands on channels.</summary>
internal sealed class ChannelsCommand : Command
{
    public ChannelsCommand()
        : base("channels", "Try the channels of the settings.") => Add(new ChannelsTestCommand());
}
