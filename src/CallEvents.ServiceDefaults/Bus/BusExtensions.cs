using System.Text.Json;
using CallEvents.ServiceDefaults.Downstream;
using CallEvents.ServiceDefaults.Hosting;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallEvents.ServiceDefaults.Bus;

/// <summary>Registers the bus of a service: one for each container, however often it is added.</summary>
/// <remarks>
/// Add it before hosted services that publish: a host stops them in reverse order, so that the bus stops last.
/// </remarks>
public static class BusExtensions
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ConsumerStopTimeout = TimeSpan.FromSeconds(25);

    /// <summary>Adds the bus over RabbitMQ by <c>ConnectionStrings:RabbitMq</c>, unless there is a bus already.</summary>
    public static IHostApplicationBuilder AddBus(this IHostApplicationBuilder builder)
    {
        if (HasBus(builder))
            return builder;

        AddBrokerOptions(builder);
        builder.Services.AddSingleton(services => new QueuePublisher(
            services.GetRequiredService<IOptions<BrokerOptions>>(),
            $"{services.GetRequiredService<ServiceName>().Value} (single queues)"
        ));
        return AddBus(
            builder,
            bus =>
                bus.UsingRabbitMq(
                    (context, rabbit) =>
                    {
                        var address = context.GetRequiredService<IOptions<BrokerOptions>>().Value.Address;
                        var connectionName = context.GetRequiredService<ServiceName>().Value;
                        var connection = new BrokerConnection(
                            address,
                            context.GetRequiredService<BrokerStatus>(),
                            context.GetRequiredService<TimeProvider>(),
                            context.GetRequiredService<ILogger<BrokerConnection>>()
                        );
                        rabbit.Host(
                            address.Hosts[0].Name,
                            address.Hosts[0].Port,
                            address.VirtualHost,
                            connectionName,
                            connection.Configure
                        );
                        rabbit.ConfigureJsonSerializerOptions(json => new JsonSerializerOptions(json) { WriteIndented = false });
                        rabbit.ConfigureEndpoints(context);
                    }
                )
        );
    }

    /// <summary>Adds <see cref="BrokerProbe"/> for a command, which has no bus.</summary>
    public static IHostApplicationBuilder AddBrokerProbe(this IHostApplicationBuilder builder)
    {
        AddBrokerOptions(builder);
        builder.Services.AddSingleton(services => new BrokerProbe(
            services.GetRequiredService<IOptions<BrokerOptions>>(),
            services.GetRequiredService<TimeProvider>()
        ));
        return builder;
    }

    /// <summary>Adds an in-memory bus; a later <see cref="AddBus(IHostApplicationBuilder)"/> then adds none.</summary>
    public static IHostApplicationBuilder AddInMemoryBus(this IHostApplicationBuilder builder) =>
        HasBus(builder)
            ? builder
            : AddBus(
                builder,
                bus =>
                {
                    bus.Configure<DownstreamOptions>(downstream => downstream.MaxHoldTime = Timeout.InfiniteTimeSpan);
                    bus.UsingInMemory((context, memory) => memory.ConfigureEndpoints(context));
                }
            );

    /// <summary>Adds a consumer to the bus, and the bus where there is none.</summary>
    /// <remarks>Not within AddMassTransit, which a container accepts only once: so several services can run in one process.</remarks>
    public static IHostApplicationBuilder AddBusConsumer<TConsumer, TDefinition>(this IHostApplicationBuilder builder)
        where TConsumer : class, IConsumer
        where TDefinition : class, IConsumerDefinition<TConsumer>
    {
        builder.AddBus().Services.RegisterConsumer<TConsumer, TDefinition>();
        return builder;
    }

    private static void AddBrokerOptions(IHostApplicationBuilder builder)
    {
        // Twice, each wrong setting would be reported twice.
        if (builder.Services.Any(service => service.ImplementationType == typeof(BrokerOptions.Validator)))
            return;
        builder
            .Services.AddOptions<BrokerOptions>()
            .Configure<IConfiguration>((broker, configuration) => broker.ConnectionString = configuration.GetConnectionString("RabbitMq"))
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<BrokerOptions>, BrokerOptions.Validator>();
    }

    private static bool HasBus(IHostApplicationBuilder builder) => builder.Services.Any(service => service.ServiceType == typeof(IBus));

    private static IHostApplicationBuilder AddBus(IHostApplicationBuilder builder, Action<IBusRegistrationConfigurator> transport)
    {
        builder.Services.TryAddSingleton<BusStopToken>();
        builder.Services.TryAddSingleton<BrokerStatus>();
        builder.Services.AddBusObserver(services => services.GetRequiredService<BusStopToken>());
        builder.Services.AddMassTransit(bus =>
        {
            bus.ConfigureUsageTelemetryOptions(telemetry => telemetry.Enabled = false);
            bus.ConfigureHealthCheckOptions(health => health.Name = BusHealth.Name);

            bus.AddConfigureEndpointsCallback(
                (_, endpoint) =>
                {
                    // Faults have no subscriber, and a service whose user may not publish them would block on the first one.
                    endpoint.PublishFaults = false;
                    endpoint.ConfigureError(error =>
                    {
                        error.UseFilter(new RequeueFilter());
                        error.UseFilter(new GenerateFaultFilter());
                        error.UseFilter(new ErrorTransportFilter());
                    });
                }
            );
            transport(bus);
        });
        builder.Services.PostConfigure<HealthCheckServiceOptions>(BusHealth.Sharpen);
        builder.Services.Configure<MassTransitHostOptions>(host =>
        {
            host.WaitUntilStarted = false;
            host.StopTimeout = StopTimeout;
            host.ConsumerStopTimeout = ConsumerStopTimeout;
        });
        return builder;
    }
}
