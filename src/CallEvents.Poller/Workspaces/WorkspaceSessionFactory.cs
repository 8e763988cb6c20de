using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Feed;
using CallEvents.Poller.Leasing;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;
using CallEvents.Poller.Transcripts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CallEvents.Poller.Workspaces;

/// <summary>Puts together what works on a workspace for as long as one lease is held.</summary>
internal sealed class WorkspaceSessionFactory(
    IDbContextFactory<LedgerDbContext> contexts,
    SqliteWriteGate gate,
    LedgerReader reader,
    LeaseStore leases,
    MessageSender sender,
    PollerMetrics metrics,
    IOptions<Api.RevontOptions> revont,
    IOptions<PollingOptions> polling,
    IOptions<TranscriptOptions> transcripts,
    IOptions<PublishingOptions> publishing,
    TimeProvider time,
    ILoggerFactory logs)
{
    public async Task<WorkspaceSession> BeginAsync(WorkspaceScope scope, WorkspaceRow workspace, Lease lease, CancellationToken cancellationToken)
    {
        var (outboxChanged, checksChanged) = (new Signal(time), new Signal(time));
        var status = scope.Status;
        status.Start(workspace, await reader.PendingByTypeAsync(workspace.Name, cancellationToken), await reader.CountCallsAsync(workspace.Name, cancellationToken));
        if (workspace.ApiPausedUntil is { } notBefore && notBefore > time.GetUtcNow())
        {
            scope.Limiter.Pause(notBefore - time.GetUtcNow());
            status.Api.Pause(notBefore);
        }

        var rereads = new RereadSchedule(polling.Value.RereadWindows, await reader.RereadWindowsAsync(workspace.Name, cancellationToken), workspace);
        var lateCalls = new LateCallMonitor(status, rereads.PollDepth, time, logs.CreateLogger<LateCallMonitor>());
        var ledger = new LedgerWriter(contexts, gate, lease, workspace, status, lateCalls, transcripts.Value, publishing.Value.MaxBytes, metrics, outboxChanged, checksChanged,
            () => scope.Clock.Now, logs.CreateLogger<LedgerWriter>());
        scope.Gateway.MayAsk = () => !lease.IsExpired;
        scope.Gateway.KeepNotBefore = until => ledger.CommitAsync(new ChangeSet { ApiPausedUntil = until }, CancellationToken.None);

        var walker = new SliceWalker(new PageWalker(scope.Gateway), scope.Gateway, scope.Clock, time);
        var backpressure = new OutboxBackpressure(status.OutboxPending, publishing.Value, scope.Heartbeat, time);
        var plan = new WalkPlan(reader, workspace);
        return new WorkspaceSession(
            lease,
            new LeaseRenewer(lease, leases, scope.Heartbeat, time, logs.CreateLogger<LeaseRenewer>()),
            reader,
            ledger,
            new PollPass(walker, plan, ledger, workspace, rereads, scope.Clock, polling.Value),
            new RereadPass(walker, plan, ledger, rereads, scope.Clock, polling.Value, backpressure, time),
            new BackfillPass(walker, ledger, workspace, polling.Value, backpressure, time),
            new ParkedRetryPass(walker, scope.Gateway, reader, ledger, workspace, rereads, scope.Clock, transcripts.Value),
            new RetentionPass(reader, ledger, rereads, scope.Clock),
            new TranscriptLoop(workspace.Name, scope.Gateway, reader, ledger, scope.Clock, checksChanged, backpressure, revont.Value.MaxConcurrency),
            new OutboxPublisher(workspace.Name, new OutboxReader(contexts, workspace.Name, publishing.Value), sender, ledger, outboxChanged, publishing.Value, status, metrics, time,
                logs.CreateLogger<OutboxPublisher>()),
            scope,
            polling.Value,
            publishing.Value,
            metrics,
            time,
            logs.CreateLogger<WorkspaceSession>());
    }
}
