using CallEvents.Alerting.Channels;
using CallEvents.Alerting.State;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Downstream;

namespace CallEvents.Alerting.RaiseAlerts;

/// <summary>
/// Tells alerts through every channel, once each: claim, send, remember. A crash between sending and remembering sends again when
/// the claim has run out (at least once); no duplicate message and no second replica does.
/// </summary>
internal sealed class AlertSender(IEnumerable<IAlertChannel> channels, AlertClaims claims, AlertingMetrics metrics, TimeProvider time)
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ClaimPollInterval = TimeSpan.FromSeconds(1);

    public async Task<DownstreamResult> SendAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
    {
        // All at once: one that a channel refuses, or whose channel is away in whatever way, keeps no other from being told.
        var deliveries = await Task.WhenAll(alerts.SelectMany(alert => channels.Select(channel => SendAsync(alert, channel, cancellationToken))));

        if (deliveries.FirstOrDefault(delivery => delivery.Reach != DownstreamResult.Completed && delivery.Reach != DownstreamResult.Skipped).Reach is { } away) return away;
        var rejections = deliveries.Select(delivery => delivery.Rejection).OfType<string>().ToList();
        if (rejections.Count > 0) throw new MessageRejectedException($"alerts of call {alerts[0].Call.Id} rejected: {string.Join("; ", rejections)}");
        return deliveries.All(delivery => delivery.Reach == DownstreamResult.Skipped) ? DownstreamResult.Skipped : DownstreamResult.Completed;
    }

    private async Task<(DownstreamResult Reach, string? Rejection)> SendAsync(Alert alert, IAlertChannel channel, CancellationToken cancellationToken)
    {
        AlertClaim claim;
        while ((claim = await claims.TryClaimAsync(alert, channel.Name, cancellationToken)).Outcome is ClaimOutcome.Held)
        {
            // Another handling is at it. Not to be left alone: should that one die, nobody else would tell.
            await Task.Delay(ClaimPollInterval, time, cancellationToken);
        }

        if (claim.Outcome is ClaimOutcome.AlreadySent)
        {
            metrics.AlertDeduplicated(alert, channel);
            return (DownstreamResult.Skipped, null);
        }

        switch (await DeliverAsync(alert, channel, claim, cancellationToken))
        {
            case ChannelResult.Sent:
                // Not to be cancelled: it has been told, and forgetting that would tell it twice.
                await claims.MarkSentAsync(claim, CancellationToken.None);
                metrics.AlertSent(alert, channel);
                return (DownstreamResult.Completed, null);
            case ChannelResult.RetryAfter later:
                await claims.ReleaseAsync(claim, CancellationToken.None);
                return (DownstreamResult.Unavailable($"channel {channel.Name} asks to come back later", later.Delay), null);
            case ChannelResult.NotAuthorised refused:
                await claims.ReleaseAsync(claim, CancellationToken.None);
                return (DownstreamResult.Unauthorized($"channel {channel.Name}: {refused.Reason}"), null);
            case ChannelResult.Rejected rejected:
                await claims.ReleaseAsync(claim, CancellationToken.None);
                metrics.AlertRejected(alert, channel);
                return (DownstreamResult.Completed, $"{alert.RuleId} by {channel.Name}: {rejected.Reason}");
            default:
                throw new NotSupportedException($"an answer of channel {channel.Name} that nobody handles");
        }
    }

    private async Task<ChannelResult> DeliverAsync(Alert alert, IAlertChannel channel, AlertClaim claim, CancellationToken cancellationToken)
    {
        // Well below the length of a claim, so that nobody takes it over while this one still sends.
        using var deadline = new CancellationTokenSource(SendTimeout, time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await channel.SendAsync(alert, ends.Token);
        }
        catch
        {
            await claims.ReleaseAsync(claim, CancellationToken.None);
            throw;
        }
    }
}
