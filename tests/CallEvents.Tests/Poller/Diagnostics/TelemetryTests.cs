using System.Diagnostics.Metrics;
using CallEvents.Contracts;
using CallEvents.Simulator;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.TestSupport;
using Microsoft.Extensions.DependencyInjection;

namespace CallEvents.Tests.Poller.Diagnostics;

public sealed class TelemetryTests
{
    private static readonly string[] Attributes =
    [
        "callevents.workspace",
        "callevents.lane",
        "callevents.api.operation",
        "callevents.event.type",
        "callevents.job.kind",
        "callevents.job.state",
        "callevents.origin",
        "callevents.ledger.table",
        "error.type",
        "http.response.status_code",
    ];

    [Fact]
    public async Task Discovered_published_and_pending_events_are_measured()
    {
        await using var revont = await RevontSimulator.StartAsync(new SimulatorOptions { Calls = 30, ArrivalsPerMinute = 0 });
        MetricRecorder? metrics = null;
        await using var poller = await PollerHost.StartAsync(
            revont.BaseUrl,
            onBuilt: services => metrics = new MetricRecorder(services.GetRequiredService<IMeterFactory>())
        );
        using var recorded = metrics!;

        await Eventually.Be(() => poller.Received.Of<CallTranscribed>().Count == 30);
        await Eventually.Be(() => Sum("callevents.events.published", "CallTranscribed") == 30);
        recorded.Observe();

        Sum("callevents.events.published", "CallRecorded").ShouldBe(30);
        Sum("callevents.calls.discovered").ShouldBe(30);
        recorded.Of("callevents.watermark.lag").ShouldNotBeEmpty();
        recorded.Of("callevents.outbox.pending").ShouldContain(pending => pending.Tags["callevents.event.type"] == "CallRecorded");
        recorded.Of("callevents.api.request.duration").ShouldNotBeEmpty();
        recorded.All.SelectMany(measured => measured.Tags.Keys).Distinct().ShouldBeSubsetOf(Attributes);

        double Sum(string instrument, string? type = null) =>
            recorded
                .Of(instrument)
                .Where(measured => type is null || measured.Tags["callevents.event.type"] == type)
                .Sum(measured => measured.Value);
    }
}
