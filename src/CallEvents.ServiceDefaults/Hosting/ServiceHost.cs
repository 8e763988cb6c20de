using CallEvents.ServiceDefaults.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallEvents.ServiceDefaults.Hosting;

/// <summary>Runs a service, from its settings to its exit code: 0 after a stop, 1 when it cannot run, 2 for a wrong setting.</summary>
public static class ServiceHost
{
    /// <summary>Builds and runs a service with all defaults; wrong settings end it with one line each.</summary>
    /// <param name="args">Settings on the command line.</param>
    /// <param name="serviceName">See <see cref="ServiceDefaultsExtensions.AddServiceDefaults"/>.</param>
    /// <param name="configure">Registers the service's own part.</param>
    public static async Task<int> RunAsync(string[] args, string serviceName, Action<IHostApplicationBuilder> configure)
    {
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
    /// Validates every setting, migrates the database, runs until stopped. A failed start prints one line to stderr: exit code 2 for a
    /// wrong setting, 1 for an address in use or a database that cannot be opened.
    /// </summary>
    public static async Task<int> RunServiceAsync(this WebApplication app)
    {
        await using (app)
        {
            if (await app.TryStartAsync() is { } exitCode)
                return exitCode;

            await app.WaitForShutdownAsync();
            return app.HasFailed() ? 1 : 0;
        }
    }

    /// <summary>Starts any host. Null when it runs, else the exit code; the reason has been printed.</summary>
    public static async Task<int?> TryStartAsync(this IHost host)
    {
        var logFilter = host.Services.GetRequiredService<StartupLogFilter>();
        try
        {
            logFilter.IsMuted = true;
            host.Services.GetService<IStartupValidator>()?.Validate();
            foreach (var database in host.Services.GetServices<DatabaseMigrator>())
                await database.EnsureCurrentAsync(CancellationToken.None);
            await host.StartAsync();
            return null;
        }
        catch (Exception exception) when (StartupFailure.Of(exception) is { } failure)
        {
            return failure.Report();
        }
        catch (OperationCanceledException)
            when (host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested)
        {
            return 0;
        }
        finally
        {
            logFilter.IsMuted = false;
        }
    }

    /// <summary>
    /// Whether a background service has failed: the host then stops as if it had been asked to, and would not be restarted.
    /// </summary>
    public static bool HasFailed(this IHost host) =>
        host.Services.GetServices<IHostedService>().Any(hosted => hosted is BackgroundService { ExecuteTask.IsFaulted: true });
}
