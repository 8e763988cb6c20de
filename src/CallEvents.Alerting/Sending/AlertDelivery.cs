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
    Rejections rejections,
    AlertingMetrics metrics,
    TimeProvider time,
    ILogger<AlertDelivery> logger
)
{
    /// <summary>Well below the duration of a claim, so that no other sender takes the alert over while it is sent.</summary>
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan MaxRetryPause = TimeSpan.FromSeconds(5);

    private const string Refused = "refused";
    private const string Unreadable = "its content cannot be read: another release has written it";

    /// <summary>Sends an alert, or a digest with all that is in it. What is sent is marked as such before this returns.</summary>
    /// <returns>Null where there was nothing to send: a digest of which nothing is left, or content that cannot be read.</returns>
    public async Task<ChannelResult?> SendAsync(ConfiguredChannel channel, OutboxAlert alert, CancellationToken stopping)
    {
        OutgoingContent content;
        try
        {
            content = await ReadAsync(channel, alert);
        }
        catch (JsonException)
        {
            await RejectAsync(channel, alert, Unreadable);
            return null;
        }

        if (content.Notification is not { } notification)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            await queue.RejectAsync(alert, StateReason.NothingLeft, keepsContent: false, now, CancellationToken.None);
            return null;
        }

        var result = await SendAsync(channel, notification);
        if (result is ChannelResult.Sent sent)
            await EndAsync(channel, alert, content, sent, stopping);
        return result;
    }

    /// <summary>The channel refuses it: kept for <c>alerts retry</c>, or taken by another channel.</summary>
    public async Task RejectAsync(ConfiguredChannel channel, OutboxAlert alert, string reason)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!await queue.RejectAsync(alert, reason, keepsContent: true, now, CancellationToken.None))
            return;
        if (alert.IsDigest)
            Log.DigestRejected(logger, channel.Name, reason);
        else
            Log.Rejected(logger, channel.Name, alert.RuleId, alert.CallId, reason);
        await rejections.RecordAsync(alert with { State = AlertState.Rejected }, reason, Refused);
    }

    /// <summary>Puts it into a digest.</summary>
    public async Task FoldAsync(ConfiguredChannel channel, OutboxAlert alert, DigestSlot slot)
    {
        if (await queue.FoldAsync(alert, slot, time.GetUtcNow().ToUnixTimeMilliseconds(), CancellationToken.None) is { } digest)
            metrics.Folded(channel.Name, StateReason.Of(slot.Reason), digest.IsNew);
    }

    /// <summary>Holds a digest back until later.</summary>
    public async Task HoldAsync(ConfiguredChannel channel, OutboxAlert digest, DateTimeOffset until)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (await queue.HoldAsync(digest, until.ToUnixTimeMilliseconds(), now, CancellationToken.None))
            metrics.Held(channel.Name, StateReason.Of(DigestReason.QuietHours));
    }

    /// <summary>Drops it, as its rule says.</summary>
    public async Task DropAsync(ConfiguredChannel channel, OutboxAlert alert, string reason)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (await queue.RejectAsync(alert, reason, keepsContent: false, now, CancellationToken.None))
            metrics.Rejected(channel.Name, reason);
    }

    private async Task<OutgoingContent> ReadAsync(ConfiguredChannel channel, OutboxAlert row)
    {
        string[] deliveredTo = row.DeliveredTo.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Dictionary<Alert, OutboxAlert> rows = new(ReferenceEqualityComparer.Instance);
        if (!row.IsDigest)
        {
            var alert = OutboxAlertMapper.ToAlert(row);
            rows.Add(alert, row);
            return new(new AlertNotification(row.Id, alert) { DeliveredTo = deliveredTo }, rows);
        }

        foreach (var part in await queue.ReadDigestAsync(row.Id, CancellationToken.None))
        {
            try
            {
                rows.Add(OutboxAlertMapper.ToAlert(part), part);
            }
            catch (JsonException)
            {
                await queue.RejectPartsAsync(row, [part.Id], Unreadable, time.GetUtcNow().ToUnixTimeMilliseconds(), CancellationToken.None);
                await RecordPartAsync(channel, part, Unreadable);
            }
        }

        return rows.Count == 0
            ? new(null, rows)
            : new(new DigestNotification(row.Id, Digest.Of((DigestReason)row.DigestReason, rows.Keys)) { DeliveredTo = deliveredTo }, rows);
    }

    /// <summary>Writes down that it was sent, and what of it no one could get.</summary>
    private async Task EndAsync(
        ConfiguredChannel channel,
        OutboxAlert alert,
        OutgoingContent content,
        ChannelResult.Sent sent,
        CancellationToken stopping
    )
    {
        var now = time.GetUtcNow();
        var lost = sent.Undeliverable.ToDictionary(part => content.Rows[part.Key].Id, part => part.Value);
        IReadOnlyList<string> delivered = [.. content.Rows.Values.Select(row => row.Id).Except(lost.Keys)];
        await PersistAsync(
            () => queue.MarkSentAsync(alert, delivered, lost, now.ToUnixTimeMilliseconds(), CancellationToken.None),
            stopping
        );
        metrics.Sent(channel.Name, content.Rows.Keys.Where(part => !sent.Undeliverable.ContainsKey(part)), now);
        foreach (var (part, reason) in sent.Undeliverable)
            await RecordPartAsync(channel, content.Rows[part], reason);
    }

    private async Task RecordPartAsync(ConfiguredChannel channel, OutboxAlert part, string reason)
    {
        Log.Rejected(logger, channel.Name, part.RuleId, part.CallId, reason);
        await rejections.RecordAsync(part with { State = AlertState.Rejected, DigestId = "", LateAt = OutboxAlert.Never }, reason, Refused);
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
            var isSuspect = !OutgoingFailure.IsUnconnected(exception);
            var result = new ChannelResult.Unavailable(failure?.Description ?? exception.GetType().Name, IsSuspect: isSuspect);
            return AlertingTelemetry.Record(activity, result);
        }
    }

    /// <summary>
    /// Writes down that it was sent: without it, it would be sent again. So this goes on until the database is back; a service that is
    /// stopped gives up after a while.
    /// </summary>
    private async Task PersistAsync(Func<Task> write, CancellationToken stopping)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await write();
                return;
            }
            catch (Exception exception) when (failures < MaxPersistAttempts || !stopping.IsCancellationRequested)
            {
                Log.NotPersisted(logger, exception.GetType().Name);
                var pause = ExponentialBackoff.Delay(failures, TimeSpan.FromMilliseconds(200), MaxRetryPause);
                await Task.Delay(pause, time, CancellationToken.None);
            }
        }
    }

    private const int MaxPersistAttempts = 10;

    /// <summary>What a row has to be sent.</summary>
    /// <param name="Notification">Null for a digest of which nothing is left.</param>
    /// <param name="Rows">The rows of its alerts.</param>
    private sealed record OutgoingContent(Notification? Notification, IReadOnlyDictionary<Alert, OutboxAlert> Rows);

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 4104,
            Level = LogLevel.Error,
            Message = "Channel {Channel} rejected alert {RuleId} of call {CallId}: {Reason}; `alerts retry` sends it again"
        )]
        public static partial void Rejected(ILogger logger, string channel, string ruleId, string callId, string reason);

        [LoggerMessage(
            EventId = 4110,
            Level = LogLevel.Error,
            Message = "Channel {Channel} rejected a digest: {Reason}; `alerts retry` sends it again"
        )]
        public static partial void DigestRejected(ILogger logger, string channel, string reason);

        [LoggerMessage(
            EventId = 4105,
            Level = LogLevel.Warning,
            Message = "A sent alert could not be marked as sent ({Reason}); it is tried again"
        )]
        public static partial void NotPersisted(ILogger logger, string reason);
    }
}
