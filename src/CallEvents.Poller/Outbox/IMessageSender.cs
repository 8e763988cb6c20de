using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Outbox;

/// <summary>Sends messages to the broker. A seam: a simulation stands in for the broker here.</summary>
internal interface IMessageSender
{
    /// <summary>Publishes one event, under the id that the outbox gives it, and waits for the broker's confirmation.</summary>
    /// <returns>
    /// The result; for a failure its <c>error.type</c>, and for one that is undeliverable the reason, for an operator.
    /// </returns>
    Task<(PublishResult Result, string? Error)> SendAsync(OutboxRow message, CancellationToken cancellationToken);
}
