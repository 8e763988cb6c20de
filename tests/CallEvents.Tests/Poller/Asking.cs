using System.Diagnostics.Metrics;
using CallEvents.Poller;
using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Diagnostics;
using CallEvents.ServiceDefaults.Bus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallEvents.Tests.Poller;

/// <summary>The poller's way to the API alone, with the poller's own HTTP client, under a clock that the test moves.</summary>
internal sealed class Asking : IDisposable
{
    private readonly IHost host;
    private readonly MeterListener listener = new();
    private int answers;

    public Asking(ScriptedRevont revont, TimeProvider time, double perSecond = 100_000, int atOnce = 8)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Revont:BaseUrl"] = revont.BaseUrl.ToString(),
            ["Revont:Workspaces:main:ApiKey"] = ScriptedRevont.ApiKey,
            ["Polling:StartFrom"] = "now",
        });
        builder.Services.AddSingleton(time);
        builder.AddInMemoryBus().AddPoller();
        host = builder.Build();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Name == "callevents.api.request.duration" && ReferenceEquals(instrument.Meter.Scope, host.Services.GetRequiredService<IMeterFactory>()))
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref answers));
        listener.Start();
        Budget = new ApiRateLimiter(perSecond, atOnce, time);
        Clock = new ServerClock(time);
        Gateway = new RevontGateway(
            host.Services.GetRequiredService<IRevontApi>(), "main", ScriptedRevont.ApiKey, Budget, Clock, Health, new Heartbeat(time),
            host.Services.GetRequiredService<PollerMetrics>(), time, NullLogger<RevontGateway>.Instance);
    }

    /// <summary>How many answers have been taken in.</summary>
    public int Answers => answers;

    public ApiRateLimiter Budget { get; }

    public ServerClock Clock { get; }

    public ApiHealth Health { get; } = new();

    public RevontGateway Gateway { get; }

    public Task<ApiResult<RevontPage>> ListAsync(Lane lane = Lane.Live) =>
        Gateway.ListAsync(lane, new Slice(Clock.Now.AddMinutes(-1), Clock.Now), null, CancellationToken.None);

    public Task<ApiResult<RevontCall>> GetAsync(string id, Lane lane = Lane.Live) => Gateway.GetAsync(lane, id, CancellationToken.None);

    public void Dispose()
    {
        listener.Dispose();
        Budget.Dispose();
        host.Dispose();
    }
}
