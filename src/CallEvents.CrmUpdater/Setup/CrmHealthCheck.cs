using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.Files;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.CrmUpdater.Setup;

/// <summary>
/// Unhealthy until the CRM was prepared; then names the account, the last write, what is left of the day's requests, and a mapping or
/// people file that is rejected.
/// </summary>
internal sealed class CrmHealthCheck(CrmSetup setup, CrmUpdaterStatus status, CrmRequestMetrics requests, IEnumerable<IWatchedFile> files)
    : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (setup.Prepared is not { } prepared)
            return Task.FromResult(HealthCheckResult.Unhealthy("CRM setup has not completed yet"));

        var data = new Dictionary<string, object> { ["target"] = prepared.Target };
        if (status.LastWriteAt is { } lastWrite)
            data["lastWrite"] = lastWrite;
        foreach (var (limit, remaining) in requests.LastRemaining)
            data[$"remaining.{limit}"] = remaining;
        var problems = files.Where(file => file.Problem is not null).Select(file => $"{file.Setting}: {file.Problem}").ToList();
        return Task.FromResult(
            problems.Count > 0
                ? HealthCheckResult.Degraded($"{prepared.Target}; {string.Join("; ", problems)}", data: data)
                : HealthCheckResult.Healthy(prepared.Target, data)
        );
    }
}
