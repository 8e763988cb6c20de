using CallEvents.Alerting.Setup;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.Alerting.Sending;

/// <summary>
/// Names each channel's state. Unhealthy while one does not let us in; while one is merely away, the service is ready: a restart would
/// change nothing.
/// </summary>
internal sealed class ChannelsHealthCheck(ChannelSet channels, ChannelCircuits circuits) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var states = channels.All.Select(channel => (channel.Name, circuits.Of(channel.Name).Outage)).ToList();
        var data = states.ToDictionary(state => state.Name, state => (object)(state.Outage is { } outage ? Describe(outage) : "ok"));
        var problems = states.Where(state => state.Outage is not null).Select(state => $"{state.Name}: {Describe(state.Outage!)}").ToList();
        var status =
            states.Any(state => state.Outage is { NeedsOperator: true }) ? HealthStatus.Unhealthy
            : problems.Count > 0 ? HealthStatus.Degraded
            : HealthStatus.Healthy;
        return Task.FromResult(
            new HealthCheckResult(status, problems.Count > 0 ? string.Join("; ", problems) : string.Join(", ", data.Keys), data: data)
        );
    }

    private static string Describe(ChannelOutage outage) =>
        $"{(outage.NeedsOperator ? "does not let us in" : "away")} since {outage.Since:yyyy-MM-ddTHH:mm:ssZ}: {outage.Reason}; "
        + $"next try at {outage.NextTry:yyyy-MM-ddTHH:mm:ssZ}";
}
