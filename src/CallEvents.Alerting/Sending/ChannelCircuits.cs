using CallEvents.Alerting.Setup;
using CallEvents.ServiceDefaults.Downstream;
using Microsoft.Extensions.Options;

namespace CallEvents.Alerting.Sending;

/// <summary>The circuits of all channels.</summary>
internal sealed class ChannelCircuits
{
    private readonly Dictionary<string, ChannelCircuit> circuits;

    public ChannelCircuits(ChannelSet channels, IOptions<DownstreamOptions> options, TimeProvider time, ILogger<ChannelCircuit> logger) =>
        circuits = channels.All.ToDictionary(
            channel => channel.Name,
            channel => new ChannelCircuit(channel.Name, options.Value, time, logger)
        );

    /// <summary>The circuit of a channel.</summary>
    public ChannelCircuit Of(string channel) => circuits[channel];
}
