using CallEvents.Alerting.Setup;
using CallEvents.Alerting.State;

namespace CallEvents.Alerting.Sending;

/// <summary>What follows when a channel does not send something: its fallback takes it, or it is counted and kept.</summary>
internal sealed class Rejections(OutboxQueue queue, Fallback fallback, ChannelSet channels, AlertingMetrics metrics)
{
    /// <summary>Goes through a rejected alert, or all alerts of a rejected digest.</summary>
    /// <param name="rejected">The row, which is rejected in the state.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="label">Why, as a label of metrics.</param>
    public async Task RecordAsync(OutboxAlert rejected, string reason, string label)
    {
        var channel = channels.Find(rejected.Channel);
        IReadOnlyList<OutboxAlert> rows = rejected.IsDigest ? await queue.ReadDigestAsync(rejected.Id, CancellationToken.None) : [rejected];
        foreach (var row in rows)
        {
            if (channel is null || !await fallback.TryMoveAsync(channel, row, reason, CancellationToken.None))
                metrics.Rejected(rejected.Channel, label);
        }
    }
}
