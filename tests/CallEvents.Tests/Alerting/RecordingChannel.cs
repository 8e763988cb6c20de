using System.Collections.Concurrent;
using CallEvents.Alerting.Channels;

namespace CallEvents.Tests.Alerting;

/// <summary>In-memory alert channel with configurable results.</summary>
internal sealed class RecordingChannel(string name = "recording") : IAlertChannel
{
    private readonly ConcurrentQueue<Alert> sent = new();
    private int attempts;

    public string Name => name;

    /// <summary>Returns the result of a send; only <see cref="ChannelResult.Sent"/> records the alert.</summary>
    public Func<Alert, Task<ChannelResult>> Send { get; set; } = Accept;

    /// <summary>All sends that were begun.</summary>
    public int Attempts => Volatile.Read(ref attempts);

    public IReadOnlyList<Alert> SentAlerts => [.. sent];

    public static Task<ChannelResult> Accept(Alert alert) => Task.FromResult<ChannelResult>(new ChannelResult.Sent());

    public async Task<ChannelResult> SendAsync(Alert alert, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref attempts);
        var result = await Send(alert).WaitAsync(cancellationToken);
        if (result is ChannelResult.Sent)
            sent.Enqueue(alert);
        return result;
    }
}
