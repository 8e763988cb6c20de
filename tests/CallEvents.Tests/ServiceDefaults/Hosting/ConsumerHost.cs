using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Downstream;
using CallEvents.Tests.ServiceDefaults.Bus;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallEvents.Tests.ServiceDefaults.Hosting;

/// <summary>Runs a subscriber in this process on the in-memory bus and a real state file, and consumes its <c>_error</c> queue.</summary>
internal sealed class ConsumerHost : IAsyncDisposable
{
    private readonly IHost host;

    private ConsumerHost(IHost host) => this.host = host;

    public CapturedLogs Logs => Resolve<CapturedLogs>();

    public IReadOnlyList<ErrorQueue.FailedMessage> Errors => Resolve<ErrorQueue>().Messages;

    public static async Task<ConsumerHost> StartAsync(string queue, Action<IHostApplicationBuilder> add, string? statePath = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:State", $"Data Source={statePath ?? NewStatePath()}")]);
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.None));
        builder.Services.AddSingleton<CapturedLogs>();
        builder.Services.AddSingleton<ILoggerProvider>(services => services.GetRequiredService<CapturedLogs>());
        builder.Services.AddSingleton(new ErrorQueue(queue));
        builder.Services.Configure<DownstreamOptions>(circuit =>
        {
            circuit.ImmediateRetries = [TimeSpan.FromMilliseconds(10)];
            circuit.BreakDuration = TimeSpan.FromMilliseconds(50);
            circuit.MaxBreakDuration = TimeSpan.FromMilliseconds(200);
            circuit.OperatorBreakDuration = TimeSpan.FromMilliseconds(50);
            circuit.RejectingBreakDuration = TimeSpan.FromMilliseconds(200);
            circuit.MessagePause = TimeSpan.FromMilliseconds(10);
            circuit.MaxMessagePause = TimeSpan.FromMilliseconds(100);
        });
        builder.AddInMemoryBus();
        builder.AddBusConsumer<ErrorQueue.Reader, ErrorQueue.ReaderDefinition>();
        add(builder);
        var host = builder.Build();

        // MassTransit keeps the loggers of the previous host otherwise.
        LogContext.ConfigureCurrentLogContext(host.Services.GetRequiredService<ILoggerFactory>());
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new ConsumerHost(host);
    }

    public static string NewStatePath() => Path.Combine(TemporaryFolder.Create(), "state.db");

    public T Resolve<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    public DownstreamCircuit Circuit(string name) => host.Services.GetRequiredKeyedService<DownstreamCircuit>(name);

    public Task PublishAsync(object message) => Resolve<IBus>().Publish(message, TestContext.Current.CancellationToken);

    public async Task<HealthReport> CheckReadinessAsync() =>
        await Resolve<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains("ready"), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}
