using CallEvents.ServiceDefaults.Configuration;
using CallEvents.ServiceDefaults.Diagnostics;
using CallEvents.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace CallEvents.ServiceDefaults;

/// <summary>Registers what every service does in the same way; independent of calls.</summary>
public static class ServiceDefaultsExtensions
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(45);

    /// <summary>Adds secret files, logs, telemetry, health checks and the shutdown timeout.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="serviceName">The name in telemetry and at the broker, unless <c>OTEL_SERVICE_NAME</c> says otherwise.</param>
    public static IHostApplicationBuilder AddServiceDefaults(this IHostApplicationBuilder builder, string serviceName)
    {
        SecretFiles.Add(builder);
        ConsoleLogging.Add(builder);
        Telemetry.Add(builder, serviceName);
        ListenAddress.Add(builder);
        builder.Services.AddHealthChecks();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new ServiceName(serviceName));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        StartupLogFilter.Add(builder);
        return builder;
    }

    /// <summary>
    /// Maps <c>/health/live</c> and <c>/health/ready</c>, by the health checks' tags <c>live</c> and <c>ready</c>, and the service's own
    /// endpoints (<see cref="MapEndpoints"/>).
    /// </summary>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        HealthEndpoints.Map(app);
        foreach (var map in app.Services.GetServices<MapEndpoints>())
            map(app);
        return app;
    }
}
