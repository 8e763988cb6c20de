using CallEvents.Poller.Diagnostics;
using CallEvents.Poller.Feed;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.Poller.Workspaces;

/// <summary>Alive: the loops run. Nothing outside of this process can make it fail, so that an outage restarts no pod.</summary>
internal sealed class PollerLiveCheck(Heartbeat heartbeat, PollingOptions polling) : IHealthCheck
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(3);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            heartbeat.Age < (polling.Interval * 3) + Tolerance
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"No loop heartbeat for {heartbeat.Age:hh\\:mm\\:ss}")
        );
}
