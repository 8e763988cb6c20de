using CallEvents.Poller.Ledger;
using CallEvents.Poller.Outbox;
using CallEvents.ServiceDefaults.Bus;

namespace CallEvents.Poller.Workspaces;

/// <summary>Composes what this replica reports of a workspace that it holds.</summary>
internal sealed class HolderReporter(BindingGate gate, BrokerStatus broker)
{
    private const int MaxRefused = 50;

    public HolderReport Of(WorkspaceStatus workspace)
    {
        var refusedEvents = workspace.Publishing.RefusedEvents;
        return new()
        {
            ProgressAt = workspace.Ledger.LastProgressAt,
            Api = workspace.Api.Current is { } api ? new ReportedProblem(api.Error, api.Since) : null,
            IsKeyRejected = workspace.Api.Current is { IsKeyRejected: true },
            Broker = broker.Problem is { } problem ? new ReportedProblem(problem.Error, problem.Since) : null,
            Publishing = workspace.Publishing.FailingSince is { } since
                ? new ReportedProblem(workspace.Publishing.LastError ?? "no confirmation", since)
                : null,
            UnroutableTypes = [.. workspace.Publishing.UnroutableTypes],
            UnboundQueues = [.. gate.Missing.Select(missing => new UnboundQueue(missing.Queue, missing.Type))],
            Refused = refusedEvents.Count,
            RefusedEvents = [.. refusedEvents.OrderByDescending(refused => refused.ParkedAt).Take(MaxRefused)],
            Backfill = workspace.Ledger.BackfillStart,
            Calls = workspace.Ledger.Calls,
            Recent = workspace.Ledger.Recent.Snapshot(),
        };
    }
}
