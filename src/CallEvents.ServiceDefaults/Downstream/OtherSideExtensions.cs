using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallEvents.ServiceDefaults.Downstream;

/// <summary>Adds an <see cref="OtherSide"/> and shows in <c>/health/ready</c> whether it answers.</summary>
public static class OtherSideExtensions
{
    /// <summary>Adds the other side called <paramref name="name"/>; take it with <c>[FromKeyedServices(name)]</c>.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="name">As logs and the health check call it.</param>
    public static IHostApplicationBuilder AddOtherSide(this IHostApplicationBuilder builder, string name)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<BusStopping>();
        builder.Services.AddKeyedSingleton(name, (services, _) => new OtherSide(
            name,
            services.GetRequiredService<IOptions<OtherSideOptions>>().Value,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<OtherSide>>(),
            services.GetRequiredService<BusStopping>().Token));
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            name, services => new OtherSideHealth(services.GetRequiredKeyedService<OtherSide>(name)), failureStatus: null, tags: ["ready"]));
        return builder;
    }

    private sealed class OtherSideHealth(OtherSide otherSide) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(otherSide.Outage is { } outage
                ? HealthCheckResult.Unhealthy(
                    $"{(outage.LetIn ? "away" : "does not let us in")} since {outage.Since:u}: {outage.Reason}; next try at {outage.NextTry:u}",
                    data: new Dictionary<string, object> { ["waiting"] = otherSide.Waiting })
                : HealthCheckResult.Healthy());
    }
}
