using System.Collections.Concurrent;
using CallEvents.CrmUpdater;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.Setup;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.ServiceDefaults;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Downstream;
using CallEvents.ServiceDefaults.People;
using CallEvents.TestSupport;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallEvents.EndToEndTests.Consumers;

/// <summary>Runs the CRM updater in the test process on a real broker, with the test as its CRM and a hold time of half a second.</summary>
internal sealed class InProcessCrmUpdater : ICrm, IReceiveObserver, IAsyncDisposable
{
    public const string Queue = "crm-log-call";

    private readonly ConcurrentQueue<CallWrite> written = new();
    private readonly LineLoggerProvider logs = new();
    private IHost? host;
    private int requeued;

    public string Name => "test";

    public int MaxBatch => 100;

    public bool HasProbe => false;

    /// <summary>The connection string of its state.</summary>
    public string State { get; init; } = $"Data Source={Path.Combine(TestResourceReaper.CreateFolder("crm"), "crm.db")}";

    /// <summary>The CRM to write to in place of this one.</summary>
    public ICrm? Crm { get; init; }

    public bool IsUnavailable { get; set; }

    public string? RejectedCall { get; set; }

    public IReadOnlyList<CallWrite> Written => [.. written];

    /// <summary>The number of deliveries that were requeued.</summary>
    public int Requeued => Volatile.Read(ref requeued);

    /// <summary>The messages logged so far.</summary>
    public IReadOnlyList<string> Logs => logs.Lines;

    public DownstreamCircuit Circuit => host!.Services.GetRequiredKeyedService<DownstreamCircuit>(CrmSetup.DownstreamName);

    public static Task WaitUntilBoundAsync(VirtualHost broker) =>
        Eventually.Be(
            async () =>
                (await broker.QueueAsync(Queue))?.Consumers > 0
                && (await broker.BindingsAsync()).Count(binding => binding is { DestinationType: "exchange", Destination: Queue }) == 4,
            TimeSpan.FromSeconds(90)
        );

    public async Task StartAsync(VirtualHost broker)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([
            new("ConnectionStrings:RabbitMq", broker.Uri.ToString()),
            new("ConnectionStrings:State", State),
        ]);
        builder.AddServiceDefaults("callevents-crm-updater").AddCrmUpdater();
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.Services.Configure<SubscriberOptions>(options => options.BindingInterval = TimeSpan.FromMilliseconds(200));
        builder.Services.AddSingleton(Crm ?? this).AddReceiveObserver(_ => this);
        builder.Services.Configure<DownstreamOptions>(options =>
        {
            options.ImmediateRetries = [];
            options.BreakDuration = TimeSpan.FromMilliseconds(100);
            options.MaxBreakDuration = TimeSpan.FromMilliseconds(400);
            options.OperatorBreakDuration = TimeSpan.FromMilliseconds(100);
            options.RejectingBreakDuration = TimeSpan.FromMilliseconds(400);
            options.MessagePause = TimeSpan.FromMilliseconds(20);
            options.MaxHoldTime = TimeSpan.FromMilliseconds(500);
        });
        host = builder.Build();
        LogContext.ConfigureCurrentLogContext(host.Services.GetRequiredService<ILoggerFactory>());
        await host.StartAsync(TestContext.Current.CancellationToken);
    }

    public async Task StopAsync()
    {
        if (host is null)
            return;
        await host.StopAsync();
        host.Dispose();
        host = null;
    }

    public string? OwnerOf(Person? rep) => null;

    public Task<CrmAccount> PrepareAsync(bool mayChange, CancellationToken cancellationToken) =>
        Task.FromResult(new CrmAccount("test:1", []));

    public Task ProbeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyDictionary<string, FoundRecord>> FindAsync(
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken
    ) => Task.FromResult<IReadOnlyDictionary<string, FoundRecord>>(new Dictionary<string, FoundRecord>());

    public Task<IReadOnlyList<WriteResult>> UpsertCallsAsync(CallBatch batch, CancellationToken cancellationToken)
    {
        if (IsUnavailable)
            throw new HttpRequestException("unavailable");
        return Task.FromResult<IReadOnlyList<WriteResult>>([.. batch.Calls.Select(Upsert)]);
    }

    public Task ReceiveFault(ReceiveContext context, Exception exception)
    {
        Interlocked.Increment(ref requeued);
        return Task.CompletedTask;
    }

    public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostReceive(ReceiveContext context) => Task.CompletedTask;

    public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    public async ValueTask DisposeAsync() => await StopAsync();

    private WriteResult Upsert(CallWrite call)
    {
        if (call.Call.Id == RejectedCall)
            return new WriteResult.Rejected("INVALID_PIPELINE", "no such pipeline");
        written.Enqueue(call);
        return new WriteResult.Written(call.Key, RecordLinks.None, Created: true);
    }
}
