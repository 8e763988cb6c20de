using CallEvents.ServiceDefaults.Configuration;
using CallEvents.ServiceDefaults.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace CallEvents.ServiceDefaults.Hosting;

/// <summary>The services of a command, by the settings of the service that it belongs to. Nothing in it is started.</summary>
public static class CommandHost
{
    /// <summary>Builds a host that is never started: no server, no hosted service, no telemetry. Warnings are logged to stderr.</summary>
    /// <param name="settings">Settings on the command line, such as <c>--Polling:Interval=00:00:30</c>.</param>
    /// <param name="serviceName">See <see cref="ServiceDefaultsExtensions.AddServiceDefaults"/>.</param>
    /// <param name="configure">Registers what the command uses.</param>
    public static IHost Build(string[] settings, string serviceName, Action<IHostApplicationBuilder> configure)
    {
        var builder = WebApplication.CreateSlimBuilder(settings);

        // Above the defaults of a service, and below what is configured.
        DefaultSettings.Insert(builder.Configuration, [new("Logging:LogLevel:Default", "Warning")]);
        SecretFiles.Add(builder);
        ConsoleLogging.Add(builder);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new ServiceName(serviceName));
        configure(builder);
        return builder.Build();
    }
}
