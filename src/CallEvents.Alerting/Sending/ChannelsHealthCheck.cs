using CallEvents.Alerting.Setup;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CallEvents.Alerting.Sending;

/// <summary>
/// Names each channel's state. Unhealthy while one rejects our address or credentials; while one is merely unavailable, the service is
/// ready: a restart would change nothing.
/// </summary>
internal sealed class ChannelsHealthCheck(ChannelSet channels, ChannelCircuits circuits, IOptions<AlertingOptions> options) : IHealthCheck
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
        var text = problems.Count > 0 ? string.Join("; ", problems) : string.Join(", ", data.Keys);
        return Task.FromResult(
            new HealthCheckResult(status, options.Value.DryRun ? $"dry run, nothing is sent: {text}" : text, data: data)
        );
    }

    private static string Describe(ChannelOutage outage) =>
        $"{(outage.NeedsOperator ? "rejecting our address or credentials" : "unavailable")} since {outage.Since:yyyy-MM-ddTHH:mm:ssZ}: "
        + $"{outage.Reason}; next probe at {outage.NextProbe:yyyy-MM-ddTHH:mm:ssZ}";
}
