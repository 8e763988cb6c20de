using CallEvents.Alerting;
using CallEvents.Tests.Poller.Commands;
using CallEvents.Tests.ServiceDefaults.Hosting;

namespace CallEvents.Tests.Alerting.Commands;

/// <summary>The table of <c>alerts list</c>.</summary>
public sealed class AlertsListTests
{
    [Fact]
    public async Task A_digest_is_listed_with_its_reason_and_its_time()
    {
        const string rules = """
            version: 1
            rules:
              - { id: daily, title: Daily, when: [ { outcome: daily } ], notify: [first], deliver: digest }
            """;
        var state = ConsumerHost.NewStatePath();
        await using var bench = await AlertingBench.CreateAsync(rules, state: state);
        await bench.RaiseAsync(bench.Recorded("call_1", "daily"));

        var run = await CommandRun.OfAsync(AlertingProgram.Create(), ["alerts", "list", $"--ConnectionStrings:State=Data Source={state}"]);

        run.ExitCode.ShouldBe(0, run.Errors);
        run.Output.ShouldContain("digest, until 2026-11-26T09:00:00Z");
        run.Output.Split('\n').Single(line => line.Contains("call_1", StringComparison.Ordinal)).ShouldNotContain("until");
    }
}
