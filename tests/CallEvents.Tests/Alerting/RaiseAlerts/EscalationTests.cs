using CallEvents.Alerting.Alerts;
using CallEvents.Contracts;

namespace CallEvents.Tests.Alerting.RaiseAlerts;

public sealed class EscalationTests
{
    private const string Rules = """
        version: 1
        rules:
          - id: deal-lost
            title: Deal lost
            when: [ { outcome: lost } ]
            notify: [first]
            escalate: { after: 2, within: 30d, per: prospect, notify: [second], severity: critical }
        """;

    [Fact]
    public async Task It_comes_once_when_the_rule_has_fired_for_so_many_calls()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost));
        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost));
        await bench.SendAsync("second");
        bench.Channels["second"].Alerts.ShouldBeEmpty();
        await bench.SendAsync("first");

        bench.Time.Advance(TimeSpan.FromDays(20));
        await bench.RaiseAsync(bench.Recorded("two", Outcomes.Lost));
        await bench.RaiseAsync(bench.Recorded("three", Outcomes.Lost));
        await bench.SendAsync("first");
        await bench.SendAsync("second");

        bench.Channels["first"].Alerts.Count.ShouldBe(3);
        var escalation = bench.Channels["second"].Alerts.ShouldHaveSingleItem();
        escalation.IsEscalation.ShouldBeTrue();
        escalation.Severity.ShouldBe(Severity.Critical);
        escalation.CallId.ShouldBe("two");
        escalation.Text.ShouldContain("2");
    }

    [Fact]
    public async Task What_a_dry_run_found_does_not_count()
    {
        var dry = new Dictionary<string, string?> { ["Alerting:DryRun"] = "true" };
        await using var trial = await AlertingBench.CreateAsync(Rules, dry);
        await trial.RaiseAsync(trial.Recorded("one", Outcomes.Lost));
        await using var bench = await AlertingBench.CreateAsync(Rules, replicaOf: trial);
        await bench.RaiseAsync(bench.Recorded("two", Outcomes.Lost));
        await bench.SendAsync("second");
        bench.Channels["second"].Sent.ShouldBeEmpty();

        await bench.RaiseAsync(bench.Recorded("three", Outcomes.Lost));
        await bench.SendAsync("second");
        bench.Channels["second"].Alerts.ShouldHaveSingleItem().IsEscalation.ShouldBeTrue();
    }

    [Fact]
    public async Task Of_late_calls_it_is_late_too()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        foreach (var id in (string[])["one", "two"])
            await bench.RaiseAsync(bench.Recorded(id, Outcomes.Lost, age: TimeSpan.FromDays(2)));
        await bench.SendAsync("second");
        bench.Channels["second"].Sent.ShouldBeEmpty();

        bench.Time.Advance(TimeSpan.FromMinutes(31));
        await bench.SendAsync("second");
        bench.Channels["second"].Digests.ShouldHaveSingleItem().Reason.ShouldBe(DigestReason.Late);
    }

    [Fact]
    public async Task Calls_that_are_older_do_not_count()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost));
        bench.Time.Advance(TimeSpan.FromDays(31));
        await bench.RaiseAsync(bench.Recorded("two", Outcomes.Lost));
        await bench.SendAsync("second");

        bench.Channels["second"].Alerts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_without_prospect_counts_for_none()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        foreach (var id in (string[])["one", "two", "three"])
        {
            var callEvent = bench.Recorded(id, Outcomes.Lost);
            await bench.RaiseAsync(callEvent with { Call = callEvent.Call with { ProspectEmail = null } });
        }

        await bench.SendAsync("second");
        bench.Channels["second"].Alerts.ShouldBeEmpty();
    }
}
