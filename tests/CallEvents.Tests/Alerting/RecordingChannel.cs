using System.Collections.Concurrent;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels;

namespace CallEvents.Tests.Alerting;

/// <summary>In-memory alert channel with configurable results.</summary>
internal sealed class RecordingChannel : IAlertChannel
{
    private readonly ConcurrentQueue<Notification> sent = new();
    private int attempts;

    /// <summary>Returns the result of a send; only <see cref="ChannelResult.Sent"/> records the notification.</summary>
    public Func<Notification, Task<ChannelResult>> Send { get; set; } = Accept;

    /// <summary>All sends that were begun.</summary>
    public int Attempts => Volatile.Read(ref attempts);

    public IReadOnlyList<Notification> Sent => [.. sent];

    public IReadOnlyList<Alert> Alerts => [.. sent.OfType<AlertNotification>().Select(notification => notification.Alert)];

    public IReadOnlyList<Digest> Digests => [.. sent.OfType<DigestNotification>().Select(notification => notification.Digest)];

    public static Task<ChannelResult> Accept(Notification notification) => Task.FromResult<ChannelResult>(new ChannelResult.Sent());

    public async Task<ChannelResult> SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref attempts);
        var result = await Send(notification).WaitAsync(cancellationToken);
        if (result is ChannelResult.Sent)
            sent.Enqueue(notification);
        return result;
    }
}
