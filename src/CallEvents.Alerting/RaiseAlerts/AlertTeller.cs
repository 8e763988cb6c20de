using CallEvents.Alerting.Channels;
using CallEvents.Alerting.State;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Downstream;

namespace CallEvents.Alerting.RaiseAlerts;

/// <summary>
/// Tells alerts through every channel, once each: claim, send, remember. A crash between sending and remembering sends again when
/// the claim has run out (at least once); no duplicate message and no second replica does.
/// </summary>
internal sealed class AlertTeller(IEnumerable<IAlertChannel> channels, AlertClaims claims, AlertingMetrics metrics, TimeProvider time)
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    public async Task<Reach> TellAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
    {
        // All at once: one that a channel refuses, or whose channel is away in whatever way, keeps no other from being told.
        var tellings = await Task.WhenAll(alerts.SelectMany(alert => channels.Select(channel => TellAsync(alert, channel, cancellationToken))));

        if (tellings.FirstOrDefault(telling => telling.Reach != Reach.Answered && telling.Reach != Reach.NotNeeded).Reach is { } away) return away;
        var rejections = tellings.Select(telling => telling.Rejection).OfType<string>().ToList();
        if (rejections.Count > 0) throw new MessageRejectedException($"alerts of call {alerts[0].Call.Id} rejected: {string.Join("; ", rejections)}");
        return tellings.All(telling => telling.Reach == Reach.NotNeeded) ? Reach.NotNeeded : Reach.Answered;
    }

    private async Task<(Reach Reach, string? Rejection)> TellAsync(Alert alert, IAlertChannel channel, CancellationToken cancellationToken)
    {
        AlertClaim claim;
        while ((claim = await claims.TryClaimAsync(alert, channel.Name, cancellationToken)).Outcome is ClaimOutcome.Held)
        {
            // Another handling is at it. Not to be left alone: should that one die, nobody else would tell.
            await Task.Delay(LookAgain, time, cancellationToken);
        }

        if (claim.Outcome is ClaimOutcome.ToldAlready)
        {
            metrics.Repeated(alert, channel);
            return (Reach.NotNeeded, null);
        }

        switch (await SendAsync(alert, channel, claim, cancellationToken))
        {
            case ChannelAnswer.Sent:
                // Not to be cancelled: it has been told, and forgetting that would tell it twice.
                await claims.MarkToldAsync(claim, CancellationToken.None);
                metrics.Told(alert, channel);
                return (Reach.Answered, null);
            case ChannelAnswer.RetryAfter later:
                await claims.GiveBackAsync(claim, CancellationToken.None);
                return (Reach.Away($"channel {channel.Name} asks to come back later", later.Delay), null);
            case ChannelAnswer.NotAuthorised refused:
                await claims.GiveBackAsync(claim, CancellationToken.None);
                return (Reach.NotLetIn($"channel {channel.Name}: {refused.Reason}"), null);
            case ChannelAnswer.Rejected rejected:
                await claims.GiveBackAsync(claim, CancellationToken.None);
                metrics.Rejected(alert, channel);
                return (Reach.Answered, $"{alert.RuleId} by {channel.Name}: {rejected.Reason}");
            default:
                throw new NotSupportedException($"an answer of channel {channel.Name} that nobody handles");
        }
    }

    private async Task<ChannelAnswer> SendAsync(Alert alert, IAlertChannel channel, AlertClaim claim, CancellationToken cancellationToken)
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
            await claims.GiveBackAsync(claim, CancellationToken.None);
            throw;
        }
    }
}
