using System.Text.Json;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>A queue as the management API reports it. The counts are up to a second old, and missing for a new queue.</summary>
public sealed record QueueState(
    string Name,
    string? Type,
    bool Durable,
    bool Exclusive,
    bool AutoDelete,
    long Messages,
    long MessagesReady,
    long MessagesUnacknowledged,
    int Consumers,
    Dictionary<string, JsonElement> Arguments,
    Dictionary<string, JsonElement>? MessageStats
)
{
    /// <summary>How often a message was delivered again.</summary>
    public long Redelivered => MessageStats?.TryGetValue("redeliver", out var count) is true ? count.GetInt64() : 0;
}

/// <summary>An exchange as the management API reports it.</summary>
public sealed record ExchangeState(string Name, string Type, bool Durable, bool AutoDelete);

/// <summary>A binding as the management API reports it, from an exchange to a queue or another exchange.</summary>
public sealed record BindingState(string Source, string Destination, string DestinationType, string RoutingKey);
