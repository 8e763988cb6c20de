using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;

namespace CallEvents.Tests.Poller.Jobs;

/// <summary>Stands in for a broker that refuses <c>CallRecorded</c> of one call, and confirms all others.</summary>
internal sealed class RefusingSender(string callId) : IMessageSender
{
    private volatile bool isRefusing = true;

    public void Accept() => isRefusing = false;

    public Task<(PublishResult Result, string? Error)> SendAsync(OutboxRow message, CancellationToken cancellationToken) =>
        Task.FromResult<(PublishResult, string?)>(
            isRefusing && message.CallId == callId && message.Type == CallEventType.CallRecorded
                ? (PublishResult.Failed, "AlreadyClosedException")
                : (PublishResult.Confirmed, null)
        );
}
