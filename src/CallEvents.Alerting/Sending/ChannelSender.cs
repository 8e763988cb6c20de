using CallEvents.Alerting.Channels;
using CallEvents.Alerting.RaiseAlerts;
using CallEvents.Alerting.Setup;
using CallEvents.Alerting.State;
using CallEvents.ServiceDefaults.Resilience;

namespace CallEvents.Alerting.Sending;

/// <summary>
/// Sends the alerts of one channel, one after the other: the most severe first, then the oldest. Waits for nothing but its own channel.
/// </summary>
internal sealed class ChannelSender(
    ConfiguredChannel channel,
    ChannelCircuit circuit,
    OutboxQueue queue,
    ChannelPaces paces,
    OutboxSignal signal,
    AlertDelivery delivery,
    TimeProvider time
)
{
    /// <summary>How soon what another replica has raised is found.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    /// <summary>How soon an open circuit is closed when the channel took something elsewhere.</summary>
    private static readonly TimeSpan AcceptedLookInterval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(5);

    /// <summary>Without one more recipient: over some twenty minutes.</summary>
    private const int MaxPartialTries = 10;

    private readonly Suspects suspects = new();

    /// <summary>Runs until it is stopped. What is being sent then is finished, since it would be sent again.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            var next = signal.Next;
            if (circuit.UntilProbe is { } wait && wait > TimeSpan.Zero)
                await WaitForProbeAsync(wait, stopping);
            else if (!await SendNextAsync(stopping))
                await Task.WhenAny(next, Task.Delay(LookInterval, time, stopping));
        }
    }

    /// <summary>Waits for a part of this time: <c>channels test</c>, or another replica, may find that the channel is well.</summary>
    private async Task WaitForProbeAsync(TimeSpan wait, CancellationToken stopping)
    {
        await Task.Delay(wait < AcceptedLookInterval ? wait : AcceptedLookInterval, time, stopping);
        await CloseIfOthersSendAsync(stopping);
    }

    /// <summary>Sends the next alert that is due. Whether there was one.</summary>
    internal async Task<bool> SendNextAsync(CancellationToken stopping)
    {
        if (!(await queue.NextDueAsync(channel.Name, stopping) <= Now))
        {
            await CloseIfOthersSendAsync(stopping);
            return false;
        }

        for (var left = await TakeTurnAsync(stopping); left > TimeSpan.Zero; left = await TakeTurnAsync(stopping))
            await Task.Delay(left, time, stopping);
        var alert = await queue.TryClaimAsync(channel.Name, Now, circuit.State is not CircuitState.Closed, stopping);
        if (alert is null || await TryDivertAsync(alert, time.GetUtcNow()) || !await SendAsync(alert, stopping))
            await paces.ReturnTurnAsync(channel.Name, CancellationToken.None);
        return alert is not null;
    }

    /// <summary>The channel has taken an alert of another replica, or a test, since it failed here.</summary>
    private async Task CloseIfOthersSendAsync(CancellationToken stopping)
    {
        if (
            circuit.Outage is { FailedAt: var failedAt }
            && await paces.HasAcceptedSinceAsync(channel.Name, failedAt.ToUnixTimeMilliseconds(), stopping)
        )
            circuit.Close();
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private Task<TimeSpan> TakeTurnAsync(CancellationToken stopping) => paces.TakeTurnAsync(channel.Name, channel.Gap, stopping);

    /// <summary>Sends it. Whether the channel was asked.</summary>
    private async Task<bool> SendAsync(OutboxAlert claimed, CancellationToken stopping)
    {
        var result = await delivery.SendAsync(channel, claimed, stopping);
        var alert = result is { DeliveredTo.Count: > 0 } ? claimed with { DeliveredTo = string.Join(' ', result.DeliveredTo) } : claimed;
        switch (result)
        {
            case null:
                return false;
            case ChannelResult.Sent:
                suspects.RecordAccepted(alert.Id);
                circuit.Close();
                break;
            case ChannelResult.Rejected rejected:
                // The channel answers, but this says nothing of the others.
                suspects.Forget(alert.Id);
                circuit.Close();
                await delivery.RejectAsync(channel, alert, rejected.Reason);
                break;
            case ChannelResult.Unauthorized unauthorized:
                circuit.Open(unauthorized.Reason, needsOperator: true, unauthorized.Delay);
                await queue.ReleaseAsync(alert, Now, hasFailed: false, unauthorized.Reason, CancellationToken.None);
                break;
            case ChannelResult.Unavailable { IsPartial: true } partial:
                await PostponeAsync(alert, partial, hasProgressed: alert.DeliveredTo.Length > claimed.DeliveredTo.Length);
                break;
            case ChannelResult.Unavailable { IsSuspect: false } unavailable:
                circuit.Open(unavailable.Reason, needsOperator: false, unavailable.Delay);
                await queue.ReleaseAsync(alert, Now, hasFailed: false, unavailable.Reason, CancellationToken.None);
                break;
            case ChannelResult.Unavailable suspect:
                await ExamineAsync(alert, suspect);
                break;
        }

        return true;
    }

    /// <summary>Some recipients have it: the others get it later, and the channel is well.</summary>
    private async Task PostponeAsync(OutboxAlert alert, ChannelResult.Unavailable partial, bool hasProgressed)
    {
        circuit.Close();
        if (!hasProgressed && alert.Failures + 1 >= MaxPartialTries)
        {
            await delivery.RejectAsync(channel, alert, $"some of its recipients cannot be reached ({partial.Reason})");
            return;
        }

        var dueAt = time.GetUtcNow() + (hasProgressed ? FirstPause : ExponentialBackoff.Delay(alert.Failures + 1, FirstPause, MaxPause));
        await queue.ReleaseAsync(alert, dueAt.ToUnixTimeMilliseconds(), !hasProgressed, partial.Reason, CancellationToken.None);
    }

    /// <summary>The channel has failed on an alert: others are tried, and if none passes, the channel is unavailable.</summary>
    private async Task ExamineAsync(OutboxAlert alert, ChannelResult.Unavailable failure)
    {
        if (suspects.RecordFailure(alert.Id))
        {
            suspects.Forget(alert.Id);
            await delivery.RejectAsync(channel, alert, $"the channel fails on this alert ({failure.Reason}) and takes others");
            return;
        }

        var pause = ExponentialBackoff.Delay(alert.Failures + 1, FirstPause, MaxPause);
        var dueAt = (time.GetUtcNow() + (failure.Delay > pause ? failure.Delay.Value : pause)).ToUnixTimeMilliseconds();
        await queue.ReleaseAsync(alert, dueAt, hasFailed: true, failure.Reason, CancellationToken.None);
        var isAway =
            failure.Delay is not null
            || suspects.FailedSinceAccepted > 1
            || !(await queue.NextDueAsync(channel.Name, CancellationToken.None) <= Now);
        if (isAway || circuit.State is not CircuitState.Closed)
            circuit.Open(failure.Reason, needsOperator: false, failure.Delay);
    }

    /// <summary>Holds, folds or drops what has become late, or falls into quiet hours, while it waited.</summary>
    /// <returns>Whether it did.</returns>
    private async Task<bool> TryDivertAsync(OutboxAlert alert, DateTimeOffset now)
    {
        // Some of its recipients have it: the others get the same.
        if (alert.DeliveredTo.Length > 0)
            return false;
        if (alert.IsDigest)
        {
            if (channel.QuietHours.EndOf(now, alert.Severity) is not { } end)
                return false;
            await delivery.HoldAsync(channel, alert, end);
            return true;
        }

        var isLate = now.ToUnixTimeMilliseconds() > alert.LateAt;
        var placement = Placement.ByTime(isLate, alert.DropsLate, alert.Severity, channel, now);
        if (placement.Slot is { } slot)
            await delivery.FoldAsync(channel, alert, slot);
        else if (placement != Placement.Alone)
            await delivery.DropAsync(channel, alert, placement.Reason);
        return placement != Placement.Alone;
    }
}
