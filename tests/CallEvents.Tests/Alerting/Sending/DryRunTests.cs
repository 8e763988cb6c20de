using CallEvents.Alerting.Sending;
using CallEvents.Alerting.State;
using CallEvents.Contracts;
using CallEvents.TestSupport;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace CallEvents.Tests.Alerting.Sending;

public sealed class DryRunTests
{
    private const string Rules = """
        version: 1
        rules:
          - id: deal-lost
            title: Deal lost
            when: [ { outcome: lost } ]
            notify: [first]
        """;

    [Fact]
    public async Task What_a_dry_run_has_raised_is_not_sent_when_it_is_switched_off()
    {
        await using var dry = await AlertingBench.CreateAsync(Rules, new Dictionary<string, string?> { ["Alerting:DryRun"] = "true" });
        await dry.RaiseAsync(dry.Recorded("one", Outcomes.Lost));
        await dry.SendAsync();
        var row = (await dry.ReadAsync()).ShouldHaveSingleItem();
        row.State.ShouldBe(AlertState.Dry);
        row.Content.ShouldBeEmpty();
        var health = await dry.Resolve<HealthCheckService>().CheckHealthAsync(TestContext.Current.CancellationToken);
        health.Entries["alert-channels"].Description.ShouldBe("dry run, nothing is sent: first, log, second");
        await dry.Resolve<IEnumerable<IHostedService>>()
            .OfType<SendingService>()
            .Single()
            .StartAsync(TestContext.Current.CancellationToken);
        await Eventually.Be(() => dry.Logs.Lines.Any(line => line.Contains("A dry run (Alerting:DryRun)", StringComparison.Ordinal)));

        await using var wet = await AlertingBench.CreateAsync(Rules, replicaOf: dry);
        await wet.RaiseAsync(wet.Recorded("one", Outcomes.Lost));
        await wet.RaiseAsync(wet.Recorded("two", Outcomes.Lost));
        await wet.SendAsync();
        wet.Channels["first"].Alerts.ShouldHaveSingleItem().CallId.ShouldBe("two");
    }
}
