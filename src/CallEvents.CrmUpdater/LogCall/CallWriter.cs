using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.State;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Downstream;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>Writes to the CRM what a message has that is newer than what was written, and remembers it.</summary>
internal sealed class CallWriter(ICrm crm, CrmSetup readiness, IDbContextFactory<CrmDbContext> contexts, StripedLock locks, CrmMetrics metrics)
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

        if (await readiness.EnsureAsync(cancellationToken) is var readinessResult && readinessResult != DownstreamResult.Completed) return readinessResult;

        // The CRM first: a crash in between writes the same again, while the other order would leave it out for good.
        var call = pending.Select(change);
        switch (await crm.UpsertCallAsync(call, cancellationToken))
        {
            case CrmResult.RetryAfter later:
                return DownstreamResult.Unavailable($"{crm.Name} asks to come back later", later.Delay);
            case CrmResult.NotAuthorised refused:
                return DownstreamResult.Unauthorized(refused.Reason);
            case CrmResult.Rejected rejected:
                metrics.MessageRejected();
                throw new MessageRejectedException($"{crm.Name} rejects call {call.CallId}: {rejected.Reason}");
        }

        if (written is null) context.Add(written = new WrittenCall { Workspace = change.Workspace, CallId = change.Call.Id });
        if (pending.Fields) written.FieldsRevision = change.Revision;
        if (pending.Transcript) written.TranscriptRevision = change.Revision;
        await context.SaveChangesAsync(cancellationToken);
        metrics.CallWritten(call);
        return DownstreamResult.Completed;
    }
}
