using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.State;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Downstream;
using Microsoft.EntityFrameworkCore;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>Writes to the CRM what a message has that is newer than what was written, and remembers it.</summary>
internal sealed class CallWriter(ICrm crm, CrmReadiness readiness, IDbContextFactory<CrmState> states, CallTurns turns, CrmMetrics metrics)
{
    public async Task<Reach> WriteAsync(CallNews news, CancellationToken cancellationToken)
    {
        using var turn = await turns.TakeAsync(news.Workspace, news.Call.Id, cancellationToken);
        await using var state = await states.CreateDbContextAsync(cancellationToken);
        var written = await state.WrittenCalls.FindAsync([news.Workspace, news.Call.Id], cancellationToken);

        var due = Due.Of(written, news);
        if (due.Nothing)
        {
            metrics.SkippedAsOld();
            return Reach.NotNeeded;
        }

        if (await readiness.EnsureAsync(cancellationToken) is var reach && reach != Reach.Answered) return reach;

        // The CRM first: a crash in between writes the same again, while the other order would leave it out for good.
        var call = due.Select(news);
        switch (await crm.UpsertCallAsync(call, cancellationToken))
        {
            case CrmAnswer.RetryAfter later:
                return Reach.Away($"{crm.Name} asks to come back later", later.Delay);
            case CrmAnswer.NotAuthorised refused:
                return Reach.NotLetIn(refused.Reason);
            case CrmAnswer.Rejected rejected:
                metrics.Rejected();
                throw new MessageRejectedException($"{crm.Name} rejects call {call.CallId}: {rejected.Reason}");
        }

        if (written is null) state.Add(written = new WrittenCall { Workspace = news.Workspace, CallId = news.Call.Id });
        if (due.Fields) written.FieldsRevision = news.Revision;
        if (due.Transcript) written.TranscriptRevision = news.Revision;
        await state.SaveChangesAsync(cancellationToken);
        metrics.Wrote(call);
        return Reach.Answered;
    }
}
