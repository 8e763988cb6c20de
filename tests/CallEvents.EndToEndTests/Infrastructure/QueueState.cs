using System.Text.Json;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>A queue as the broker describes it; the numbers are about a second old, and not there when the queue is very new.</summary>
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
    Dictionary<string, JsonElement> Arguments);

/// <summary>An exchange as the broker describes it.</summary>
public sealed record ExchangeState(string Name, string Type, bool Durable, bool AutoDelete);

/// <summary>A binding as the broker describes it, from an exchange to a queue or another exchange.</summary>
public sealed record BindingState(string Source, string Destination, string DestinationType, string RoutingKey);
