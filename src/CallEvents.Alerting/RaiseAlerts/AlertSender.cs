using CallEvents.Alerting.Channels;
using CallEvents.Alerting.State;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Downstream;

namespace CallEvents.Alerting.RaiseAlerts;

/// <summary>
/// Sends each alert once through every channel: claim, send, mark as sent. After a crash between sending and marking, the alert is sent
/// again when the claim expires (at least once); duplicate messages and other replicas do not send it again.
/// </summary>
internal sealed class AlertSender(IEnumerable<IAlertChannel> channels, AlertClaims claims, AlertingMetrics metrics, TimeProvider time)
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ClaimPollInterval = TimeSpan.FromSeconds(1);

    public async Task<DownstreamResult> SendAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
    {
        // Concurrently, so that a rejected alert or an unavailable channel does not keep the other alerts from being sent.
        var deliveries = await Task.WhenAll(
            alerts.SelectMany(alert => channels.Select(channel => SendAsync(alert, channel, cancellationToken)))
        );

        if (deliveries.FirstOrDefault(IsFailure).Result is { } failure)
            return failure;

        var rejections = deliveries.Select(delivery => delivery.Rejection).OfType<string>().ToList();
        if (rejections.Count > 0)
            throw new MessageRejectedException($"alerts of call {alerts[0].Call.Id} rejected: {string.Join("; ", rejections)}");

        return deliveries.All(delivery => delivery.Result == DownstreamResult.Skipped)
            ? DownstreamResult.Skipped
            : DownstreamResult.Completed;
    }

    private static bool IsFailure((DownstreamResult Result, string? Rejection) delivery) =>
        delivery.Result != DownstreamResult.Completed && delivery.Result != DownstreamResult.Skipped;

    private async Task<(DownstreamResult Result, string? Rejection)> SendAsync(
        Alert alert,
        IAlertChannel channel,
        CancellationToken cancellationToken
    )
    {
        var claim = await ClaimAsync(alert, channel, cancellationToken);
        if (claim.Outcome is ClaimOutcome.AlreadySent)
        {
            metrics.AlertDeduplicated(alert, channel);
            return (DownstreamResult.Skipped, null);
        }

        switch (await DeliverAsync(alert, channel, claim, cancellationToken))
        {
            case ChannelResult.Sent:
                // Without cancellation: the alert has been sent, and an unmarked alert would be sent again.
                await claims.MarkSentAsync(claim, CancellationToken.None);
                metrics.AlertSent(alert, channel);
                return (DownstreamResult.Completed, null);
            case ChannelResult.RetryAfter retryAfter:
                await claims.ReleaseAsync(claim, CancellationToken.None);
                return (DownstreamResult.Unavailable($"channel {channel.Name} requests a later retry", retryAfter.Delay), null);
            case ChannelResult.Unauthorized unauthorized:
                await claims.ReleaseAsync(claim, CancellationToken.None);
                return (DownstreamResult.Unauthorized($"channel {channel.Name}: {unauthorized.Reason}"), null);
            case ChannelResult.Rejected rejected:
                await claims.ReleaseAsync(claim, CancellationToken.None);
                metrics.AlertRejected(alert, channel);
                return (DownstreamResult.Completed, $"{alert.RuleId} by {channel.Name}: {rejected.Reason}");
            default:
                throw new NotSupportedException($"unsupported result of channel {channel.Name}");
        }
    }

    private async Task<AlertClaim> ClaimAsync(Alert alert, IAlertChannel channel, CancellationToken cancellationToken)
    {
        AlertClaim claim;
        while ((claim = await claims.TryClaimAsync(alert, channel.Name, cancellationToken)).Outcome is ClaimOutcome.Held)
        {
            // Another handler holds the claim. Wait for it: if that handler crashes, this one must send the alert.
            await Task.Delay(ClaimPollInterval, time, cancellationToken);
        }

        return claim;
    }

    private async Task<ChannelResult> DeliverAsync(
        Alert alert,
        IAlertChannel channel,
        AlertClaim claim,
        CancellationToken cancellationToken
    )
    {
        // The timeout is well below the duration of a claim, so that no other handler takes the claim over during a send.
        using var deadline = new CancellationTokenSource(SendTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var activity = AlertingTelemetry.StartSend(alert, channel);
            return AlertingTelemetry.Record(activity, await channel.SendAsync(alert, linked.Token));
        }
        catch
        {
            await claims.ReleaseAsync(claim, CancellationToken.None);
            throw;
        }
    }
}
