using System.Net;
using CallEvents.ServiceDefaults.Downstream;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.CrmUpdater.Crm;

/// <summary>Prepares the CRM once, at the start or as soon as it answers, and before the first write in any case.</summary>
internal sealed class CrmSetup(ICrm crm, [FromKeyedServices(CrmSetup.DownstreamName)] DownstreamCircuit circuit) : BackgroundService
{
    public const string DownstreamName = "crm";

    private volatile bool isComplete;

    public async Task<DownstreamResult> EnsureAsync(CancellationToken cancellationToken)
    {
        if (isComplete) return DownstreamResult.Completed;
        try
        {
            await crm.EnsureReadyAsync(cancellationToken);
            isComplete = true;
            return DownstreamResult.Completed;
        }
        catch (HttpRequestException refused) when (refused.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return DownstreamResult.Unauthorized($"{crm.Name} answered {(int)refused.StatusCode.Value} to the first request");
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => circuit.ExecuteUntilCompletedAsync(EnsureAsync, stoppingToken);

    /// <summary>Not ready until the CRM is.</summary>
    internal sealed class HealthCheck(CrmSetup readiness) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(readiness.isComplete ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("the CRM has not answered yet"));
    }
}
