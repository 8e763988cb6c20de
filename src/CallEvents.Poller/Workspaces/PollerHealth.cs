using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Feed;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CallEvents.Poller.Workspaces;

/// <summary>
/// Ready: who works on each workspace is known, the last poll is recent, the API answers, events go out. MassTransit's own
/// check says healthy on a bus that only publishes while its broker is away.
/// </summary>
internal sealed class PollerReadyCheck(PollerStatus status, IOptions<PollingOptions> polling, IOptions<Api.RevontOptions> revont, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>();
        List<string> troubles = [];
        foreach (var name in revont.Value.Workspaces.Keys)
        {
            var workspace = status.Of(name);
            data[name] = Describe(workspace);
            troubles.AddRange(Problems(workspace).Select(trouble => $"{name}: {trouble}"));
        }

        return Task.FromResult(troubles.Count == 0
            ? HealthCheckResult.Healthy("polling and telling", data)
            : HealthCheckResult.Unhealthy(string.Join("; ", troubles), data: data));
    }

    private IEnumerable<string> Problems(WorkspaceStatus workspace)
    {
        if (workspace.Api.Problem is { } trouble)
            yield return $"Revont answers with {trouble}";
        if (!workspace.LeaseKnown)
            yield return "the lease is not known yet";
        if (!workspace.LeaseHeld)
            yield break;

        var late = (polling.Value.Interval * 3) + Tolerance;
        if (workspace.LastProgressAt is not { } last)
            yield return "no poll has come to its end yet";
        else if (time.GetUtcNow() - last > late)
            yield return $"the last poll came forward {time.GetUtcNow() - last:d\\.hh\\:mm\\:ss} ago";
        if (workspace.Publishing.FailingSince is { } since)
            yield return $"no event goes out since {since:yyyy-MM-ddTHH:mm:ssZ}";
    }

    private static Dictionary<string, object?> Describe(WorkspaceStatus workspace) => new()
    {
        ["holds"] = workspace.LeaseHeld,
        ["holder"] = workspace.LeaseHolder,
        ["watermark"] = workspace.Watermark,
        ["backfilledTo"] = workspace.BackfilledTo,
        ["lastProgress"] = workspace.LastProgressAt,
        ["lateCalls"] = workspace.LateCalls,
        ["longestLag"] = workspace.MaxArrivalDelay,
        ["notBefore"] = workspace.Api.PausedUntil,
        ["due"] = workspace.OutboxPending.ByType().Where(due => due.Value > 0).ToDictionary(due => due.Key.ToString(), due => due.Value),
        ["nobodySubscribesTo"] = string.Join(", ", workspace.Publishing.UnroutableTypes),
        ["pendingTranscripts"] = workspace.Ledger?.PendingTranscripts,
        ["parked"] = workspace.Ledger?.Parked,
        ["tooLarge"] = workspace.Ledger?.Oversized,
        ["gaps"] = workspace.Ledger?.Gaps,
    };
}

/// <summary>Alive: the loops go round. Nothing outside this process can make it fail, so that an outage restarts no pod.</summary>
internal sealed class PollerLiveCheck(Heartbeat heartbeat, IOptions<PollingOptions> polling) : IHealthCheck
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(3);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(heartbeat.Age < (polling.Value.Interval * 3) + Tolerance
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"no loop has gone round for {heartbeat.Age:hh\\:mm\\:ss}"));
}
