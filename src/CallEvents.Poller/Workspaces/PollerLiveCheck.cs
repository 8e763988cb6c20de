using CallEvents.Poller.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.Poller.Workspaces;

/// <summary>
/// Alive: each loop runs. Nothing outside of this process can make it fail, so that an outage restarts no pod: a loop beats while it
/// retries, and is not expected to while it waits.
/// </summary>
internal sealed class PollerLiveCheck(Heartbeats heartbeats) : IHealthCheck
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(3);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var problems = heartbeats.SilentFor(Tolerance).Select(Describe).Order(StringComparer.Ordinal).ToList();
        return Task.FromResult(
            problems.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(string.Join("; ", problems))
        );
    }

    private static string Describe(Heartbeat heartbeat) => $"{heartbeat.Loop}: no heartbeat for {heartbeat.Silence:d\\.hh\\:mm\\:ss}";
}
