using System.Text.Json;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Simulation.Broker;

/// <summary>What the subscribers' queue has received.</summary>
internal sealed class SimulatedBroker
{
    private readonly List<DeliveredEvent> deliveries = [];

    public IReadOnlyList<DeliveredEvent> Deliveries => deliveries;

    public void Deliver(OutboxRow message)
    {
        var json = new byte[message.Size];
        OutboxBody.Decode(message.Body!, json);
        var body = JsonSerializer.Deserialize<JsonElement>(json);
        deliveries.Add(
            new DeliveredEvent
            {
                MessageId = message.MessageId.ToString(),
                Type = message.Type.ToString(),
                CallId = message.CallId,
                Revision = body.GetProperty("revision").GetInt64(),
                Message = body,
            }
        );
    }
}
