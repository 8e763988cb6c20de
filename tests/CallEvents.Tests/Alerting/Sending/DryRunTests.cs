using CallEvents.Alerting.State;
using CallEvents.Contracts;

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

        await using var wet = await AlertingBench.CreateAsync(Rules, replicaOf: dry);
        await wet.RaiseAsync(wet.Recorded("one", Outcomes.Lost));
        await wet.RaiseAsync(wet.Recorded("two", Outcomes.Lost));
        await wet.SendAsync();
        wet.Channels["first"].Alerts.ShouldHaveSingleItem().CallId.ShouldBe("two");
    }
}
