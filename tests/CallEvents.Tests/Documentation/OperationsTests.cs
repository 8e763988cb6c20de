using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.RegularExpressions;
using CallEvents.Alerting;
using CallEvents.CrmUpdater;
using CallEvents.Local;
using CallEvents.Poller;
using CallEvents.Poller.Diagnostics;
using CallEvents.ServiceDefaults.Hosting;
using CallEvents.Simulator;
using CallEvents.Tests.Alerting;
using CallEvents.Tests.CrmUpdater;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.TestSupport;
using Microsoft.Extensions.Logging;

namespace CallEvents.Tests.Documentation;

/// <summary>The operations document names every metric and every log event of ours, and no others.</summary>
public sealed partial class OperationsTests
{
    private static readonly Assembly[] Assemblies =
    [
        typeof(ServiceHost).Assembly,
        typeof(PollerRegistration).Assembly,
        typeof(CrmUpdaterRegistration).Assembly,
        typeof(AlertingRegistration).Assembly,
        typeof(RevontSimulator).Assembly,
        typeof(LocalOptions).Assembly,
    ];

    private static readonly string Document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));

    private static readonly IReadOnlyList<LoggerMessageAttribute> LogEvents =
    [
        .. Assemblies
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(method => (Method: method, Attribute: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(log => log.Attribute is not null)
            .Select(log => Named(log.Attribute!, log.Method.Name)),
    ];

    [Fact]
    public void Every_log_event_has_a_row_with_its_id_level_and_name() =>
        LogEventRow()
            .Matches(Document)
            .Select(row => $"{row.Groups["id"]} {row.Groups["level"]} {row.Groups["name"]}")
            .ShouldBe(LogEvents.Select(log => $"{log.EventId} {log.Level} {log.EventName}"), ignoreOrder: true);

    [Fact]
    public void Ids_of_log_events_are_unique_and_stable()
    {
        LogEvents.Select(log => log.EventId).ShouldBeUnique();
        LogEvents.ShouldAllBe(log => log.EventId > 0);
    }

    [Fact]
    public async Task Every_metric_has_a_row_with_its_unit_and_description()
    {
        var instruments = new ConcurrentDictionary<string, string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name.StartsWith("CallEvents.", StringComparison.Ordinal))
                instruments[instrument.Name] = $"{instrument.Name} {instrument.Unit} {instrument.Description}";
        };
        listener.Start();
        await using var poller = await PollerHost.StartAsync(new Uri("http://127.0.0.1:1"));
        await using var crmUpdater = await CrmHost.StartAsync(crm: null);
        await using var alerting = await AlertingHost.StartAsync();
        poller.Resolve<PollerMetrics>().ShouldNotBeNull();
        crmUpdater.Resolve<CrmMetrics>().ShouldNotBeNull();
        alerting.Resolve<AlertingMetrics>().ShouldNotBeNull();

        var documented = MetricRow()
            .Matches(Document)
            .Select(row => $"{row.Groups["name"]} {row.Groups["unit"]} {row.Groups["description"]}")
            .ToList();

        // A background service may create its instruments after the start.
        await Eventually.Be(() => instruments.Count >= documented.Count);
        documented.ShouldBe(instruments.Values, ignoreOrder: true);
    }

    private static LoggerMessageAttribute Named(LoggerMessageAttribute log, string method)
    {
        log.EventName ??= method;
        return log;
    }

    [GeneratedRegex(@"^\| (?<id>\d{4}) \| (?<level>\w+) \| `(?<name>\w+)` \| \S.*\|$", RegexOptions.Multiline)]
    private static partial Regex LogEventRow();

    [GeneratedRegex(@"^\| `(?<name>callevents\.[\w.]+)` \| (?<unit>\S+) \| [^|]*\| (?<description>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex MetricRow();
}
