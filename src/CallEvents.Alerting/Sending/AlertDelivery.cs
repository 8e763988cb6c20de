using System.Text.Json;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels;
using CallEvents.Alerting.Setup;
using CallEvents.Alerting.State;
using CallEvents.ServiceDefaults.Outgoing;
using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.Alerting.Sending;

/// <summary>Sends a claimed alert and writes down what became of it.</summary>
internal sealed partial class AlertDelivery(
    OutboxQueue queue,
    Fallback fallback,
    AlertingMetrics metrics,
    TimeProvider time,
    ILogger<AlertDelivery> logger
)
{
    /// <summary>Well below the duration of a claim, so that no other sender takes the alert over while it is sent.</summary>
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan MaxRetryPause = TimeSpan.FromSeconds(5);

    /// <summary>Sends an alert, or a digest with all that is in it. What is sent is marked as such before this returns.</summary>
    /// <returns>Null where there was nothing to send: a digest of which nothing is left, or content that cannot be read.</returns>
    public async Task<ChannelResult?> SendAsync(ConfiguredChannel channel, OutboxAlert alert)
    {
        Notification? notification;
        try
        {
            notification = await ReadAsync(alert);
        }
        catch (JsonException)
        {
            await RejectAsync(channel, alert, "its content cannot be read: another release has written it");
            return null;
        }

        var result = notification is null ? null : await SendAsync(channel, notification);
        if (result is not (null or ChannelResult.Sent))
            return result;

        var now = time.GetUtcNow();
        await PersistAsync(() => queue.MarkSentAsync(alert, now.ToUnixTimeMilliseconds(), CancellationToken.None));
        if (notification is not null)
            metrics.Sent(channel.Name, notification, now);
        return result;
    }

    /// <summary>The channel refuses it: kept for <c>alerts retry</c>, or taken by another channel.</summary>
    public async Task RejectAsync(ConfiguredChannel channel, OutboxAlert alert, string reason)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!await queue.RejectAsync(alert, reason, keepsContent: true, now, CancellationToken.None))
            return;
        Log.Rejected(logger, channel.Name, alert.RuleId, alert.CallId, reason);
        if (!await fallback.TryMoveAsync(channel, alert with { State = AlertState.Rejected }, reason, CancellationToken.None))
            metrics.Rejected(channel.Name, "refused");
    }

    /// <summary>Puts it into a digest.</summary>
    public async Task FoldAsync(ConfiguredChannel channel, OutboxAlert alert, DigestSlot slot)
    {
        if (await queue.FoldAsync(alert, slot, time.GetUtcNow().ToUnixTimeMilliseconds(), CancellationToken.None))
            metrics.Folded(channel.Name, ReasonText.Of(slot.Reason));
    }

    /// <summary>Drops it, as its rule says.</summary>
    public async Task DropAsync(ConfiguredChannel channel, OutboxAlert alert, string reason)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (await queue.RejectAsync(alert, reason, keepsContent: false, now, CancellationToken.None))
            metrics.Rejected(channel.Name, reason);
    }

    /// <summary>What is to be sent; null for a digest of which nothing is left.</summary>
    private async Task<Notification?> ReadAsync(OutboxAlert alert)
    {
        if (!alert.IsDigest)
            return new AlertNotification(alert.Id, OutboxRow.Read(alert));

        var parts = await queue.ReadDigestAsync(alert.Id, CancellationToken.None);
        return parts.Count == 0
            ? null
            : new DigestNotification(alert.Id, Digest.Of((DigestReason)alert.DigestReason, parts.Select(OutboxRow.Read)));
    }

    private async Task<ChannelResult> SendAsync(ConfiguredChannel channel, Notification notification)
    {
        using var activity = AlertingTelemetry.StartSend(channel.Name, notification);
        using var deadline = new CancellationTokenSource(SendTimeout, time);
        try
        {
            return AlertingTelemetry.Record(activity, await channel.Sender.SendAsync(notification, deadline.Token));
        }
        catch (Exception exception)
        {
            // A channel's own results are better; what it did not foresee must not stop its sender.
            var failure = OutgoingFailure.Of(exception);
            var isConnected = exception is not HttpRequestException http || !OutgoingFailure.IsUnconnected(http);
            var result = new ChannelResult.Unavailable(failure?.Description ?? exception.GetType().Name, IsSuspect: isConnected);
            return AlertingTelemetry.Record(activity, result);
        }
    }

    /// <summary>Writes down that it was sent: without it, it would be sent again when the claim expires.</summary>
    private async Task PersistAsync(Func<Task> write)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await write();
                return;
            }
            catch (Exception exception) when (failures < MaxPersistAttempts)
            {
                Log.NotPersisted(logger, exception.GetType().Name);
                await Task.Delay(ExponentialBackoff.Delay(failures, TimeSpan.FromMilliseconds(200), MaxRetryPause), time);
            }
        }
    }

    private const int MaxPersistAttempts = 10;

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 4104,
            Level = LogLevel.Error,
            Message = "Channel {Channel} rejected alert {RuleId} of call {CallId}: {Reason}; `alerts retry` sends it again"
        )]
        public static partial void Rejected(ILogger logger, string channel, string ruleId, string callId, string reason);

        [LoggerMessage(
            EventId = 4105,
            Level = LogLevel.Warning,
            Message = "An alert was sent and could not be marked as sent yet ({Reason})"
        )]
        public static partial void NotPersisted(ILogger logger, string reason);
    }
}
