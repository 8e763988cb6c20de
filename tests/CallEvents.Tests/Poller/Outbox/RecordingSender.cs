using System.Collections.Concurrent;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;

namespace CallEvents.Tests.Poller.Outbox;

/// <summary>Stands in for the broker: records what is sent, and confirms it unless its type is unroutable.</summary>
internal sealed class RecordingSender(params CallEventType[] unroutable) : IMessageSender
{
    private readonly ConcurrentQueue<OutboxRow> confirmed = new();
    private volatile IReadOnlyCollection<CallEventType> types = unroutable;

    /// <summary>The types that no queue is bound for.</summary>
    public IReadOnlyCollection<CallEventType> Unroutable
    {
        get => types;
        set => types = value;
    }

    public IReadOnlyList<OutboxRow> Confirmed => [.. confirmed];

    /// <summary>From now on a queue is bound for every type.</summary>
    public void BindAll() => Unroutable = [];

    public Task<(PublishResult Result, string? Error)> SendAsync(OutboxRow message, CancellationToken cancellationToken)
    {
        if (Unroutable.Contains(message.Type))
            return Task.FromResult<(PublishResult, string?)>((PublishResult.Unroutable, null));
        confirmed.Enqueue(message);
        return Task.FromResult<(PublishResult, string?)>((PublishResult.Confirmed, null));
    }
}
