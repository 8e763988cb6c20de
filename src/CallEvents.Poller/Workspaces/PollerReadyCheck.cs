using CallEvents.Poller.Feed;
using CallEvents.Poller.Outbox;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.Poller.Workspaces;

/// <summary>
/// Ready: the holder of each workspace is known, the last poll is recent, the API responds, events are published. MassTransit's own check
/// reports a publish-only bus as healthy while its broker is unavailable.
/// </summary>
internal sealed class PollerReadyCheck(PollerStatus status, PollingOptions polling, BindingGate gate, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = status.Workspaces.ToDictionary(workspace => workspace.Name, object (workspace) => Describe(workspace));
        var problems = status
            .Workspaces.SelectMany(workspace => Problems(workspace).Select(problem => $"{workspace.Name}: {problem}"))
            .Concat(UnboundQueues())
            .ToList();
        return Task.FromResult(
            problems.Count == 0
                ? HealthCheckResult.Healthy("Polling and publishing", data)
                : HealthCheckResult.Unhealthy(string.Join("; ", problems), data: data)
        );
    }

    private IEnumerable<string> Problems(WorkspaceStatus workspace)
    {
        if (!workspace.Lease.IsKnown)
            yield return "The lease is not known yet";

        // A stand-by sends no request that could show the end of a problem. A workspace that is new to the ledger does.
        if ((workspace.Lease.IsHeld || !workspace.Lease.IsKnown) && workspace.Api.Problem is { } problem)
            yield return $"Revont API unavailable: {problem}";
        if (!workspace.Lease.IsHeld || workspace.Ledger.PausedAt is not null)
            yield break;

        var maxAge = (polling.Interval * 3) + Tolerance;
        if (workspace.Ledger.LastProgressAt is not { } last)
            yield return "No poll has completed yet";
        else if (time.GetUtcNow() - last > maxAge)
            yield return $"No poll progress for {time.GetUtcNow() - last:d\\.hh\\:mm\\:ss}";
        if (workspace.Publishing.FailingSince is { } since)
            yield return $"No event has been published since {since.ToUniversalTime():yyyy-MM-ddTHH:mm:ssZ}";
    }

    /// <summary>A stand-by is ready, although it knows them too: it must not hold up a rollout.</summary>
    private IEnumerable<string> UnboundQueues() =>
        status.Workspaces.Any(workspace => workspace.Lease.IsHeld)
            ? gate.Missing.Select(binding => $"Queue {binding.Queue} is not bound for {binding.Type}")
            : [];

    private static Dictionary<string, object?> Describe(WorkspaceStatus workspace) =>
        new()
        {
            ["leaseHeld"] = workspace.Lease.IsHeld,
            ["leaseHolder"] = workspace.Lease.Holder,
            ["pausedAt"] = workspace.Ledger.PausedAt,
            ["watermark"] = workspace.Ledger.Watermark,
            ["backfilledTo"] = workspace.Ledger.BackfilledTo,
            ["lastProgressAt"] = workspace.Ledger.LastProgressAt,
            ["lateCalls"] = workspace.Ledger.LateCalls,
            ["maxArrivalDelay"] = workspace.Ledger.MaxArrivalDelay,
            ["apiPausedUntil"] = workspace.Api.PausedUntil,
            ["outboxPending"] = workspace
                .Ledger.Pending.ByType()
                .Where(pending => pending.Value > 0)
                .ToDictionary(pending => pending.Key.ToString(), pending => pending.Value),
            ["unroutableTypes"] = workspace.Publishing.UnroutableTypes.Select(type => type.ToString()).ToList(),
            ["pendingTranscripts"] = workspace.Ledger.Counts?.PendingTranscripts,
            ["parked"] = workspace.Ledger.Counts?.Parked,
            ["oversized"] = workspace.Ledger.Counts?.Oversized,
            ["gaps"] = workspace.Ledger.Counts?.Gaps,
        };
}
