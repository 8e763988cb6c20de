using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>Registers a <see cref="DownstreamCircuit"/> and reports its state in <c>/health/ready</c>.</summary>
public static class DownstreamExtensions
{
    /// <summary>Registers the circuit of a downstream; inject it with <c>[FromKeyedServices(name)]</c>.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="name">The name in logs and of the health check.</param>
    /// <param name="define">Completes the definition: its probe, its limit of rejections.</param>
    public static IHostApplicationBuilder AddDownstream(
        this IHostApplicationBuilder builder,
        string name,
        Func<IServiceProvider, DownstreamDefinition>? define = null
    )
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<BusStopToken>();
        builder.Services.AddKeyedSingleton(
            name,
            (services, _) =>
                new DownstreamCircuit(
                    define?.Invoke(services) ?? new DownstreamDefinition { Name = name },
                    services.GetRequiredService<IOptions<DownstreamOptions>>().Value,
                    services.GetRequiredService<TimeProvider>(),
                    services.GetRequiredService<ILogger<DownstreamCircuit>>(),
                    services.GetRequiredService<BusStopToken>().Token
                )
        );
        builder
            .Services.AddHealthChecks()
            .Add(
                new HealthCheckRegistration(
                    name,
                    services => new DownstreamHealthCheck(services.GetRequiredKeyedService<DownstreamCircuit>(name)),
                    failureStatus: null,
                    tags: ["ready"]
                )
            );
        return builder;
    }

    private sealed class DownstreamHealthCheck(DownstreamCircuit circuit) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(circuit.Outage is { } outage ? Report(outage) : HealthCheckResult.Healthy());

        // Merely away, the service is ready: to be taken out of service or restarted would change nothing.
        private HealthCheckResult Report(Outage outage) =>
            new(
                outage.NeedsOperator ? HealthStatus.Unhealthy : HealthStatus.Degraded,
                $"{WordFor(outage.Kind)} since {outage.Since:yyyy-MM-ddTHH:mm:ssZ}: {outage.Reason}; "
                    + $"next probe at {outage.NextProbe:yyyy-MM-ddTHH:mm:ssZ}",
                data: new Dictionary<string, object> { ["waiting"] = circuit.Waiting }
            );

        private static string WordFor(OutageKind kind) =>
            kind switch
            {
                OutageKind.Unauthorized => "Rejecting our credentials",
                OutageKind.NotPrepared => "Not prepared",
                OutageKind.Rejecting => "Rejecting everything",
                _ => "Unavailable",
            };
    }
}
