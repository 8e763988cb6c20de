using System.Collections.Concurrent;
using CallEvents.Alerting.Channels;

namespace CallEvents.Tests.Alerting;

/// <summary>A channel that keeps what it was told, and answers as a test tells it to.</summary>
internal sealed class RecordingChannel(string name = "recording") : IAlertChannel
{
    private readonly ConcurrentQueue<Alert> told = new();

    public string Name => name;

    public Func<Alert, Task<ChannelResult>> Answer { get; set; } = Take;

    public IReadOnlyList<Alert> Told => [.. told];

    public static Task<ChannelResult> Take(Alert alert) => Task.FromResult<ChannelResult>(new ChannelResult.Sent());

    public async Task<ChannelResult> SendAsync(Alert alert, CancellationToken cancellationToken)
    {
        var answer = await Answer(alert).WaitAsync(cancellationToken);
        if (answer is ChannelResult.Sent) told.Enqueue(alert);
        return answer;
    }
}
