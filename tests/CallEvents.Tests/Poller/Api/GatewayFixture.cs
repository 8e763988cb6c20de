using System.Diagnostics.Metrics;
using CallEvents.Poller;
using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Revont.Requests;
using CallEvents.Revont.Responses;
using CallEvents.Revont.Settings;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.Tests.Poller.Scripting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallEvents.Tests.Poller.Api;

/// <summary>The API gateway on its own, with the poller's HTTP client and a clock that the test controls.</summary>
internal sealed class GatewayFixture : IDisposable
{
    private readonly IHost host;
    private readonly MeterListener listener = new();
    private int completedRequests;

    public GatewayFixture(ScriptedRevont revont, TimeProvider time, double requestsPerSecond = 100_000, int maxConcurrency = 8)
        : this(revont.BaseUrl, time, requestsPerSecond, maxConcurrency) { }

    public GatewayFixture(Uri api, TimeProvider time, double requestsPerSecond = 100_000, int maxConcurrency = 8)
    {
        host = BuildHost(api, time, Logs);
        CountCompletedRequests();
        var options = new RevontOptions { RequestsPerSecond = requestsPerSecond, MaxConcurrency = maxConcurrency };
        Account = new ApiAccount("main", ScriptedRevont.ApiKey, () => null, options, time, new Random(1));
        Gateway = host.Services.GetRequiredService<RevontGatewayFactory>().Create(Account, Guard);
    }

    /// <summary>The number of requests whose response, or failure, the gateway has processed.</summary>
    public int CompletedRequests => completedRequests;

    public ApiAccount Account { get; }

    public ServerClock Clock => Account.Clock;

    public RecordingGuard Guard { get; } = new();

    public RevontGateway Gateway { get; }

    public CapturedLogs Logs { get; } = new();

    public T Resolve<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    public Task<ApiResult<RevontPage>> ListAsync(Lane lane = Lane.Live) =>
        Gateway.ListAsync(lane, new Slice(Clock.Now.AddMinutes(-1), Clock.Now), null, CancellationToken.None);

    public Task<ApiResult<RevontCall>> GetAsync(string id, Lane lane = Lane.Live) => Gateway.GetAsync(lane, id, CancellationToken.None);

    public void Dispose()
    {
        listener.Dispose();
        Account.Dispose();
        host.Dispose();
    }

    private static IHost BuildHost(Uri api, TimeProvider time, CapturedLogs logs)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Revont:BaseUrl"] = api.ToString(),
                ["Revont:Workspaces:main:ApiKey"] = ScriptedRevont.ApiKey,
                ["Polling:StartFrom"] = "now",
            }
        );
        builder.Services.AddSingleton(time);
        builder.Logging.AddProvider(logs);
        builder.AddInMemoryBus().AddPoller();
        return builder.Build();
    }

    private void CountCompletedRequests()
    {
        var meterFactory = host.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, meterListener) =>
        {
            if (instrument.Name == "callevents.api.request.duration" && ReferenceEquals(instrument.Meter.Scope, meterFactory))
                meterListener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref completedRequests));
        listener.Start();
    }
}
