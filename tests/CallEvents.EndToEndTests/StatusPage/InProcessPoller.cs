using CallEvents.Poller;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Workspaces;
using CallEvents.ServiceDefaults;
using CallEvents.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallEvents.EndToEndTests.StatusPage;

/// <summary>A poller with its server, as its executable builds it, in the test process: several start in a second.</summary>
internal sealed class InProcessPoller : IAsyncDisposable
{
    private readonly WebApplication app;

    private InProcessPoller(WebApplication app) => this.app = app;

    public Uri Page => new(app.Urls.First());

    /// <summary>The name under which it holds leases.</summary>
    public string Replica => app.Services.GetRequiredService<ReplicaName>().Value;

    /// <summary>Whether it holds the workspace.</summary>
    public bool IsHolder => app.Services.GetRequiredService<PollerStatus>().Of("main").Lease.IsHeld;

    public static async Task<InProcessPoller> StartAsync(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection([.. settings, new("urls", "http://127.0.0.1:0")]);
        builder.AddServiceDefaults("callevents-poller");
        builder.AddPoller();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, NoopLifetime>();
        var app = builder.Build();
        app.MapServiceDefaults();
        if (await app.TryStartAsync() is { } exitCode)
            throw new InvalidOperationException($"The poller did not start: exit code {exitCode}");
        return new InProcessPoller(app);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    /// <summary>A host lifetime that ignores signals: the test stops the poller.</summary>
    private sealed class NoopLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
