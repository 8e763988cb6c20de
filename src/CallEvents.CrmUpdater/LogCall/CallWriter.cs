using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.State;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Downstream;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>Writes the newer parts of a message to the CRM and stores the written revisions.</summary>
internal sealed class CallWriter(ICrm crm, CrmSetup setup, IDbContextFactory<CrmDbContext> contexts, StripedLock locks, CrmMetrics metrics)
{
    public async Task<DownstreamResult> WriteAsync(CallChange change, CancellationToken cancellationToken)
    {
        using var permit = await locks.AcquireAsync(change.Workspace, change.Call.Id, cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var written = await context.WrittenCalls.FindAsync([change.Workspace, change.Call.Id], cancellationToken);

        var pending = PendingParts.Of(written, change);
        if (pending.IsEmpty)
        {
            metrics.MessageSkipped();
            return DownstreamResult.Skipped;
        }

        if (await setup.EnsureAsync(cancellationToken) is var setupResult && setupResult != DownstreamResult.Completed)
            return setupResult;

        // The CRM first: after a crash in between, the same write repeats. The opposite order would lose the write.
        var call = pending.Select(change);
        switch (await crm.UpsertCallAsync(call, cancellationToken))
        {
            case CrmResult.RetryAfter retryAfter:
                return DownstreamResult.Unavailable($"{crm.Name} requests a later retry", retryAfter.Delay);
            case CrmResult.Unauthorized unauthorized:
                return DownstreamResult.Unauthorized(unauthorized.Reason);
            case CrmResult.Rejected rejected:
                metrics.MessageRejected();
                throw new MessageRejectedException($"{crm.Name} rejects call {call.CallId}: {rejected.Reason}");
        }

        await StoreRevisionsAsync(context, written, pending, change, cancellationToken);
        metrics.CallWritten(call);
        return DownstreamResult.Completed;
    }

    private static async Task StoreRevisionsAsync(
        CrmDbContext context,
        WrittenCall? written,
        PendingParts parts,
        CallChange change,
        CancellationToken cancellationToken
    )
    {
        if (written is null)
            context.Add(written = new WrittenCall { Workspace = change.Workspace, CallId = change.Call.Id });
        if (parts.Fields)
            written.FieldsRevision = change.Revision;
        if (parts.Transcript)
            written.TranscriptRevision = change.Revision;
        await context.SaveChangesAsync(cancellationToken);
    }
}
