using System.Net;
using CallEvents.ServiceDefaults.Downstream;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.CrmUpdater.Crm;

/// <summary>Prepares the CRM once: at start-up or as soon as it is available, and always before the first write.</summary>
internal sealed class CrmSetup(ICrm crm, [FromKeyedServices(CrmSetup.DownstreamName)] DownstreamCircuit circuit) : BackgroundService
{
    public const string DownstreamName = "crm";

    private volatile bool isComplete;

    public async Task<DownstreamResult> EnsureAsync(CancellationToken cancellationToken)
    {
        if (isComplete)
            return DownstreamResult.Completed;

        try
        {
            await crm.EnsureReadyAsync(cancellationToken);
            isComplete = true;
            return DownstreamResult.Completed;
        }
        catch (HttpRequestException rejected) when (rejected.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return DownstreamResult.Unauthorized($"{crm.Name}: HTTP {(int)rejected.StatusCode.Value} during setup");
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => circuit.ExecuteUntilCompletedAsync(EnsureAsync, stoppingToken);

    /// <summary>Unhealthy until CRM setup has completed.</summary>
    internal sealed class HealthCheck(CrmSetup setup) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(
                setup.isComplete ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("CRM setup has not completed yet")
            );
    }
}
