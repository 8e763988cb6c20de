using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;

namespace CallEvents.Tests.Poller.Workspaces;

/// <summary>Stands in for the broker: no publish ends, not even at its deadline, until the test releases it.</summary>
internal sealed class HangingSender : IMessageSender
{
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int sent;

    public int Sent => sent;

    public void Release() => released.TrySetResult();

    public async Task<(PublishResult Result, string? Error)> SendAsync(OutboxRow message, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref sent);
        await released.Task;
        return (PublishResult.Confirmed, null);
    }
}
