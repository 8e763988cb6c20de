using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;

namespace CallEvents.Tests.Simulation.Defects;

/// <summary>A defect in how the poller publishes.</summary>
internal abstract class SenderDefect : PlantedDefect
{
    private readonly HashSet<long> sent = [];

    public override IMessageSender Decorate(IMessageSender sender, SimulatedWorld world) => new DefectiveSender(sender, this);

    protected abstract Task<(PublishResult Result, string? Error)> SendAsync(
        IMessageSender sender,
        OutboxRow message,
        CancellationToken cancellationToken
    );

    /// <summary>Whether the message has been sent before.</summary>
    protected bool IsRetry(OutboxRow message) => !sent.Add(message.Id);

    private sealed class DefectiveSender(IMessageSender sender, SenderDefect defect) : IMessageSender
    {
        public Task<(PublishResult Result, string? Error)> SendAsync(OutboxRow message, CancellationToken cancellationToken) =>
            defect.SendAsync(sender, message, cancellationToken);
    }
}
