using System.Net;
using CallEvents.ServiceDefaults.Downstream;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.CrmUpdater.Crm;

/// <summary>Prepares the CRM once, at the start or as soon as it answers, and before the first write in any case.</summary>
internal sealed class CrmReadiness(ICrm crm, [FromKeyedServices(CrmReadiness.OtherSideName)] OtherSide otherSide) : BackgroundService
{
    public const string OtherSideName = "crm";

    private volatile bool prepared;

    public async Task<Reach> EnsureAsync(CancellationToken cancellationToken)
    {
        if (prepared) return Reach.Answered;
        try
        {
            await crm.EnsureReadyAsync(cancellationToken);
            prepared = true;
            return Reach.Answered;
        }
        catch (HttpRequestException refused) when (refused.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return Reach.NotLetIn($"{crm.Name} answered {(int)refused.StatusCode.Value} to the first request");
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => otherSide.WaitUntilAnsweredAsync(EnsureAsync, stoppingToken);

    /// <summary>Not ready until the CRM is.</summary>
    internal sealed class Health(CrmReadiness readiness) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(readiness.prepared ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("the CRM has not answered yet"));
    }
}
