using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.ServiceDefaults.Bus;

/// <summary>
/// Reports MassTransit's degraded bus as unhealthy: it calls a bus degraded whose only endpoint has lost the broker, and a readiness
/// probe accepts that status.
/// </summary>
internal sealed class BusHealth(IHealthCheck inner) : IHealthCheck
{
    public const string Name = "bus";

    public static void Sharpen(HealthCheckServiceOptions options)
    {
        foreach (var registration in options.Registrations.Where(registration => registration.Name == Name))
        {
            var factory = registration.Factory;
            registration.Factory = services => new BusHealth(factory(services));
        }
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await inner.CheckHealthAsync(context, cancellationToken) is var found && found.Status is HealthStatus.Degraded
            ? new HealthCheckResult(HealthStatus.Unhealthy, found.Description, found.Exception, found.Data)
            : found;
}
