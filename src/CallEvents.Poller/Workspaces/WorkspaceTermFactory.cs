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
internal sealed class WorkspaceTermFactory(
    IDbContextFactory<LedgerContext> contexts,
    LedgerGate gate,
    LedgerReader reader,
    LeaseStore leases,
    FactSender sender,
    PollerMetrics metrics,
    IOptions<Api.RevontOptions> revont,
    IOptions<PollingOptions> polling,
    IOptions<TranscriptOptions> transcripts,
    IOptions<PublishingOptions> publishing,
    TimeProvider time,
    ILoggerFactory logs)
{
    public async Task<WorkspaceTerm> BeginAsync(WorkspaceParts parts, WorkspaceRow workspace, Lease lease, CancellationToken cancellationToken)
    {
        var (toTell, toCheck) = (new Wakeup(time), new Wakeup(time));
        var status = parts.Status;
        status.Begin(workspace, await reader.DueByTypeAsync(workspace.Name, cancellationToken), await reader.CallsAsync(workspace.Name, cancellationToken));
        if (workspace.NotBefore is { } notBefore && notBefore > time.GetUtcNow())
        {
            parts.Budget.Pause(notBefore - time.GetUtcNow());
            status.Api.Waits(notBefore);
        }

        var lines = new RereadLines(polling.Value.RereadLines, await reader.RereadsAsync(workspace.Name, cancellationToken), workspace);
        var late = new LateCalls(status, lines.PolledDepth, time, logs.CreateLogger<LateCalls>());
        var ledger = new LedgerWriter(contexts, gate, lease, workspace, status, late, transcripts.Value, publishing.Value.MaxBytes, metrics, toTell, toCheck,
            () => parts.Clock.Now, logs.CreateLogger<LedgerWriter>());
        parts.Gateway.MayAsk = () => !lease.IsOver;
        parts.Gateway.KeepNotBefore = until => ledger.CommitAsync(new Commit { NotBefore = until }, CancellationToken.None);

        var walker = new SliceWalker(new PageWalker(parts.Gateway), parts.Gateway, parts.Clock, time);
        var pressure = new BackPressure(status.Due, publishing.Value, parts.Heartbeat, time);
        var ground = new Ground(reader, workspace);
        return new WorkspaceTerm(
            lease,
            new LeaseKeeper(lease, leases, parts.Heartbeat, time, logs.CreateLogger<LeaseKeeper>()),
            reader,
            ledger,
            new PollPass(walker, ground, ledger, workspace, lines, parts.Clock, polling.Value),
            new RereadPass(walker, ground, ledger, lines, parts.Clock, polling.Value, pressure, time),
            new BackfillPass(walker, ledger, workspace, polling.Value, pressure, time),
            new SetAsidePass(walker, parts.Gateway, reader, ledger, workspace, lines, parts.Clock, transcripts.Value),
            new ThinningPass(reader, ledger, lines, parts.Clock),
            new TranscriptLoop(workspace.Name, parts.Gateway, reader, ledger, parts.Clock, toCheck, pressure, revont.Value.MaxConcurrency),
            new Publisher(workspace.Name, new DueFacts(contexts, workspace.Name, publishing.Value), sender, ledger, toTell, publishing.Value, status, metrics, time,
                logs.CreateLogger<Publisher>()),
            parts,
            polling.Value,
            publishing.Value,
            metrics,
            time,
            logs.CreateLogger<WorkspaceTerm>());
    }
}
