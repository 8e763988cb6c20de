using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.State;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Downstream;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>Writes the newer parts of a message to the CRM and stores their revision, while it holds the claim of the call.</summary>
internal sealed class CallWriter(ICrm crm, CrmSetup setup, CallClaims claims, StripedLock locks, CrmMetrics metrics, TimeProvider time)
{
    private static readonly TimeSpan ClaimRetryInterval = TimeSpan.FromMilliseconds(100);

    public async Task<DownstreamResult> WriteAsync(CallChange change, CancellationToken cancellationToken)
    {
        // Within this process, messages of one call need not poll for the claim.
        using var permit = await locks.AcquireAsync(change.Workspace, change.Call.Id, cancellationToken);
        while (true)
        {
            var written = await claims.FindAsync(change.Workspace, change.Call.Id, cancellationToken);
            if (PendingParts.Of(written, change).IsEmpty)
            {
                metrics.MessageSkipped();
                return DownstreamResult.Skipped;
            }

            if (await setup.EnsureAsync(cancellationToken) is var setupResult && setupResult != DownstreamResult.Completed)
                return setupResult;

            if (await TryWriteAsync(change, cancellationToken) is { } result)
                return result;

            // Another replica writes the call. If it is killed, this one must write it.
            await Task.Delay(ClaimRetryInterval, time, cancellationToken);
        }
    }

    /// <summary>The result; null while another replica holds the claim, when it was lost to one, or when one has just written.</summary>
    private async Task<DownstreamResult?> TryWriteAsync(CallChange change, CancellationToken cancellationToken)
    {
        await using var claim = await claims.TryAcquireAsync(change.Workspace, change.Call.Id, cancellationToken);
        if (claim is null || PendingParts.Of(claim.Written, change) is not { IsEmpty: false } pending)
            return null;

        using var holding = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, claim.Lost);
        try
        {
            return claim.IsLost ? null : await WriteAsync(claim, pending, change, holding.Token);
        }
        catch (OperationCanceledException) when (claim.IsLost && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<DownstreamResult> WriteAsync(
        CallClaim claim,
        PendingParts pending,
        CallChange change,
        CancellationToken cancellationToken
    )
    {
        // The CRM first: after a crash in between, the same write repeats. The opposite order would lose the write.
        var call = pending.Select(change);
        switch (await UpsertAsync(call, cancellationToken))
        {
            case CrmResult.RetryAfter retryAfter:
                return DownstreamResult.Unavailable($"{crm.Name} requests a later retry", retryAfter.Delay);
            case CrmResult.Unauthorized unauthorized:
                return DownstreamResult.Unauthorized(unauthorized.Reason);
            case CrmResult.Rejected rejected:
                metrics.MessageRejected();
                throw new MessageRejectedException($"{crm.Name} rejects call {call.CallId}: {rejected.Reason}");
        }

        await claim.CompleteAsync(pending.Fields ? change.Revision : null, pending.Transcript ? change.Revision : null, cancellationToken);
        metrics.CallWritten(call);
        return DownstreamResult.Completed;
    }

    private async Task<CrmResult> UpsertAsync(CrmCall call, CancellationToken cancellationToken)
    {
        using var activity = CrmTelemetry.StartUpsert(call, crm);
        return CrmTelemetry.Record(activity, await crm.UpsertCallAsync(call, cancellationToken));
    }
}
