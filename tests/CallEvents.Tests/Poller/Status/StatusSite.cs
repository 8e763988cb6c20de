using System.Net;
using CallEvents.Poller.Status;
using CallEvents.Tests.Poller.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CallEvents.Tests.Poller.Status;

/// <summary>Serves the status page of a poller that runs in this process.</summary>
internal sealed class StatusSite : IAsyncDisposable
{
    private readonly WebApplication app;

    private StatusSite(WebApplication app) => this.app = app;

    public HttpClient Http { get; private init; } = null!;

    public static async Task<StatusSite> StartAsync(PollerHost poller)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder
            .Services.AddRoutingCore()
            .AddSingleton(poller.Resolve<CachedStatus>())
            .AddSingleton(poller.Resolve<CallLookup>())
            .AddSingleton(poller.Resolve<PageRenderer>());
        var app = builder.Build();
        StatusEndpoints.Map(app);
        await app.StartAsync();
        var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };
        return new StatusSite(app) { Http = http };
    }

    public Task<string> GetAsync(string path) => Http.GetStringAsync(new Uri(path, UriKind.Relative));

    public Task<HttpResponseMessage> SendAsync(string path) => Http.GetAsync(new Uri(path, UriKind.Relative));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
