using CallEvents.ServiceDefaults.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallEvents.ServiceDefaults.Hosting;

/// <summary>A service from its command line to its exit code: 0 after a stop, 1 when it cannot run, 2 when it is set up wrong.</summary>
public static class ServiceHost
{
    /// <summary>Builds and runs a service with all defaults; whatever is wrong with its settings ends it with one line each.</summary>
    /// <param name="args">The command line: settings, or <c>health [live|ready]</c>, which asks the service that runs already.</param>
    /// <param name="serviceName">See <see cref="ServiceDefaultsExtensions.AddServiceDefaults"/>.</param>
    /// <param name="configure">The service's own part.</param>
    public static async Task<int> RunAsync(string[] args, string serviceName, Action<IHostApplicationBuilder> configure)
    {
        if (HealthCommand.IsAsked(args)) return await HealthCommand.RunAsync(args);

        WebApplication app;
        try
        {
            var builder = WebApplication.CreateBuilder(args);
            builder.AddServiceDefaults(serviceName);
            configure(builder);
            app = builder.Build();
            app.MapServiceDefaults();
        }
        catch (Exception exception) when (StartupFailure.Of(exception) is { } failure)
        {
            return failure.Report();
        }

        return await app.RunServiceAsync();
    }

    /// <summary>
    /// Checks every setting, brings the database up to date, runs until stopped. What stops the start is one line on stderr: exit
    /// code 2 for a wrong setting, 1 for an address in use or a database that cannot be opened.
    /// </summary>
    public static async Task<int> RunServiceAsync(this WebApplication app)
    {
        await using (app)
        {
            if (await app.TryStartAsync() is { } exitCode) return exitCode;

            await app.WaitForShutdownAsync();
            return app.HasFailed() ? 1 : 0;
        }
    }

    /// <summary>The start alone, on any host: null when it runs, else the exit code, and the reason has been told.</summary>
    public static async Task<int?> TryStartAsync(this IHost host)
    {
        var noise = host.Services.GetRequiredService<StartupLogFilter>();
        try
        {
            noise.Muted = true;
            host.Services.GetService<IStartupValidator>()?.Validate();
            foreach (var database in host.Services.GetServices<IDatabase>()) await database.EnsureCurrentAsync(CancellationToken.None);
            await host.StartAsync();
            return null;
        }
        catch (Exception exception) when (StartupFailure.Of(exception) is { } failure)
        {
            return failure.Report();
        }
        catch (OperationCanceledException) when (host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested)
        {
            return 0;
        }
        finally
        {
            noise.Muted = false;
        }
    }

    /// <summary>Whether a background service has failed: the host stops then, and ends as if all were well, and nothing would start it again.</summary>
    public static bool HasFailed(this IHost host) =>
        host.Services.GetServices<IHostedService>().Any(hosted => hosted is BackgroundService { ExecuteTask.IsFaulted: true });
}
