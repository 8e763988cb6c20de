using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Outbox;

/// <summary>Sends events to single queues. A seam: a simulation has no broker.</summary>
internal interface IQueueSender
{
    /// <summary>Why nothing can be sent to a queue, for the operator; null when nothing speaks against it.</summary>
    Task<string?> FindProblemAsync(string queue, CancellationToken cancellationToken);

    /// <inheritdoc cref="IMessageSender.SendAsync"/>
    Task<(PublishResult Result, string? Error)> SendAsync(OutboxRow message, string? traceParent, CancellationToken cancellationToken);
}
