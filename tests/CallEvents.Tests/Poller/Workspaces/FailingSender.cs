using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;

namespace CallEvents.Tests.Poller.Workspaces;

/// <summary>Stands in for a broker that is away: every publish fails.</summary>
internal sealed class FailingSender : IMessageSender
{
    private int failures;

    public int Failures => failures;

    public Task<(PublishResult Result, string? Error)> SendAsync(OutboxRow message, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref failures);
        return Task.FromResult<(PublishResult, string?)>((PublishResult.Failed, "timeout"));
    }
}
