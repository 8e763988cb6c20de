using CallEvents.Alerting.Setup;
using CallEvents.Alerting.State;

namespace CallEvents.Alerting.Sending;

/// <summary>Creates the sender of a channel.</summary>
internal sealed class ChannelSenderFactory(
    ChannelCircuits circuits,
    OutboxQueue queue,
    ChannelPaces paces,
    OutboxSignal signal,
    AlertDelivery delivery,
    TimeProvider time
)
{
    public ChannelSender Create(ConfiguredChannel channel) => new(channel, circuits.Of(channel.Name), queue, paces, signal, delivery, time);
}
