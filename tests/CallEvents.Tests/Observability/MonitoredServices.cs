using System.Diagnostics.Metrics;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels;
using CallEvents.Alerting.Sending;
using CallEvents.CrmUpdater;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.Setup;
using CallEvents.ServiceDefaults.Database;
using CallEvents.Tests.Alerting;
using CallEvents.Tests.CrmUpdater;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Outbox;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.Tests.ServiceDefaults.Database;
using CallEvents.Tests.ServiceDefaults.Hosting;
using CallEvents.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Observability;

/// <summary>The metrics of the services under one fault after another; each service runs once, for all tests.</summary>
internal static class MonitoredServices
{
    /// <summary>The minute in which the expected queue is bound.</summary>
    public const int Bound = 10;
    public const int MonitorsEnded = 20;

    private const string AlertRules = """
        version: 1
        rules:
          - { id: deal-lost, title: Deal lost, when: [ { outcome: lost } ], notify: [first] }
          - { id: strict, title: Deal lost, when: [ { outcome: lost } ], notify: [log], maxAge: 10m }
        """;

    private static readonly Lazy<Task<MetricHistory>> PollerRun = new(() => Task.Run(MonitoredScenario.Run));
    private static readonly Lazy<Task<MetricHistory>> DayRun = new(() => Task.Run(MonitoredDay.Run));
    private static readonly Lazy<Task<MetricHistory>> ConsumerRuns = new(RunConsumersAsync);
    private static readonly Lazy<Task<MetricHistory>> MonitorRun = new(RunMonitorsAsync);
    private static readonly Lazy<Task<MetricHistory>> AllRuns = new(CombineAsync);

    /// <summary>A poller in <see cref="MonitoredScenario"/>.</summary>
    public static Task<MetricHistory> Poller => PollerRun.Value;

    /// <summary>A poller in <see cref="MonitoredDay"/>.</summary>
    public static Task<MetricHistory> Day => DayRun.Value;

    /// <summary>What a poller learns of the broker's bindings, and of its ledger's size.</summary>
    public static Task<MetricHistory> Monitors => MonitorRun.Value;

    /// <summary>The CRM updater and alerting.</summary>
    public static Task<MetricHistory> Consumers => ConsumerRuns.Value;

    /// <summary>All that is emitted.</summary>
    public static Task<MetricHistory> All => AllRuns.Value;

    private static async Task<MetricHistory> CombineAsync()
    {
        var all = new MetricHistory();
        foreach (var history in await Task.WhenAll(Poller, Consumers, MonitorRun.Value))
            all.Add(history);
        return all;
    }

    private static async Task<MetricHistory> RunConsumersAsync()
    {
        var both = new MetricHistory();
        foreach (var history in await Task.WhenAll(RunCrmUpdaterAsync(), RunAlertingAsync()))
            both.Add(history);
        return both;
    }

    private static async Task<MetricHistory> RunCrmUpdaterAsync()
    {
        var (time, crm, isAvailable) = (new FakeTimeProvider(TimeProvider.System.GetUtcNow()), new RecordingCrm(), true);
        crm.Upsert = call =>
            !isAvailable ? throw new HttpRequestException("unavailable")
            : call.Call.Id == MonitoredConsumer.RejectedCall
                ? Task.FromResult<WriteResult>(new WriteResult.Rejected("INVALID_PIPELINE", "no such pipeline"))
            : RecordingCrm.Accept(call);
        await using var host = await ConsumerHost.StartAsync(
            CrmHost.Queue,
            builder =>
            {
                builder.AddCrmUpdater();
                UseClock(builder, time);
                builder.Services.AddSingleton<ICrm>(crm);
            }
        );
        using var consumer = new MonitoredConsumer(
            host,
            () => host.Circuit(CrmSetup.DownstreamName).Outage?.Failures,
            time,
            "callevents-crm-updater"
        )
        {
            SetAvailable = available => isAvailable = available,
        };
        return await consumer.RunAsync();
    }

    private static async Task<MetricHistory> RunAlertingAsync()
    {
        var (time, channels, isAvailable) = (new FakeTimeProvider(TimeProvider.System.GetUtcNow()), new RecordingChannelType(), true);
        var channel = channels["first"];
        channel.Send = notification =>
            !isAvailable ? throw new HttpRequestException(HttpRequestError.ConnectionError, "unavailable")
            : notification is AlertNotification { Alert.CallId: MonitoredConsumer.RejectedCall }
                ? Task.FromResult<ChannelResult>(new ChannelResult.Rejected("too long"))
            : RecordingChannel.Accept(notification);
        await using var host = await AlertingHost.StartAsync(AlertRules, channels, configure: builder => UseClock(builder, time));
        var circuit = host.Resolve<ChannelCircuits>().Of("first");
        using var consumer = new MonitoredConsumer(
            host,
            () => circuit.Outage is null ? null : channel.Attempts,
            time,
            "callevents-alerting"
        )
        {
            SendsUnreadable = true,
            SetAvailable = available => isAvailable = available,
        };
        return await consumer.RunAsync();
    }

    /// <summary>Claims expire by the test's clock too.</summary>
    private static void UseClock(IHostApplicationBuilder builder, FakeTimeProvider time) =>
        builder.Services.AddSingleton<TimeProvider>(time).AddSingleton<DatabaseClock>(new FixedDatabaseClock(time));

    /// <summary>What a simulated poller does not do: it asks the management API, and counts the rows of its ledger.</summary>
    private static async Task<MetricHistory> RunMonitorsAsync()
    {
        await using var revont = await ScriptedRevont.StartAsync(TimeProvider.System);
        await using var management = await ManagementStub.StartAsync();
        var settings = FastSettings.From(revont.Now.AddHours(-1));
        settings["RabbitMq:Management"] = management.Address;
        settings["Publishing:ExpectQueues:0"] = "billing=CallRecorded";
        await using var poller = await revont.StartPollerAsync(settings: settings);
        using var collector = new MetricCollector(poller.Resolve<IMeterFactory>(), "callevents-poller", "monitors");
        var history = new MetricHistory();
        await HoldAsync(0, Bound, isUnbound: 1);
        management.Bindings = [("CallEvents.Contracts:CallRecorded", "billing", "queue")];
        await HoldAsync(Bound, MonitorsEnded, isUnbound: 0);
        return history;

        // Nothing changes in between: what is collected once is what is collected every minute.
        async Task HoldAsync(int from, int to, double isUnbound)
        {
            var collected = await Eventually.Be(
                () => collector.Collect().Where(one => IsOfMonitor(one.Key)).ToList(),
                found =>
                    found.Exists(one => one.Key.Name == "callevents_ledger_rows")
                    && found.Exists(one => one.Key.Name == "callevents_queues_unbound" && one.Value == isUnbound)
            );
            for (var minute = from; minute < to; minute++)
                history.Add(minute, collected);
        }
    }

    private static bool IsOfMonitor(MetricSeries series) => series.Name is "callevents_ledger_rows" or "callevents_queues_unbound";
}
