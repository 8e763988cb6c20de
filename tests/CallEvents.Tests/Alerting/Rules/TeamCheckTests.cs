using CallEvents.ServiceDefaults.Files;
using Microsoft.Extensions.Hosting;

namespace CallEvents.Tests.Alerting.Rules;

/// <summary>Teams are those of the people file.</summary>
public sealed class TeamCheckTests
{
    private const string Rules = """
        version: 1
        routes:
        - { severity: error, notify: log }
        - { team: emea, notify: first }
        rules:
        - { id: a, title: A, when: [ { outcome: lost } ], only: { teams: emea } }
        - { id: b, title: B, when: [ { outcome: lost } ], only: { teams: emea }, enabled: false }
        - { id: c, title: C, when: [ { outcome: lost } ] }
        """;

    private const string Warning =
        "Alerting:RulesFile: no people file is set (People:File), so that no call is of a team, and these never hold: ";

    [Fact]
    public async Task Teams_without_a_people_file_are_said_at_the_start_and_on_a_change()
    {
        await using var bench = await AlertingBench.CreateAsync(Rules);
        using var watcher = WatcherOf(bench);

        await watcher.StartAsync(TestContext.Current.CancellationToken);
        WarningsOf(bench).ShouldBe([$"{Warning}team of routes[1], only.teams of rule a"]);

        await ChangeAsync(bench, watcher, Rules.Replace("enabled: false", "enabled: true", StringComparison.Ordinal));
        WarningsOf(bench).Skip(1).ShouldBe([$"{Warning}team of routes[1], only.teams of rule a, only.teams of rule b"]);

        await ChangeAsync(bench, watcher, "version: 1\nrules: []");
        WarningsOf(bench).Count.ShouldBe(2);
        await watcher.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("emea", null)]
    [InlineData("EMEA", "'emea' in team of routes[1] (did you mean EMEA?), 'emea' in only.teams of rule a (did you mean EMEA?)")]
    public async Task A_team_of_which_no_one_is_in_the_people_file_is_said(string team, string? expected)
    {
        var people = Path.Combine(TemporaryFolder.Create(), "people.yaml");
        await File.WriteAllTextAsync(people, $"people: {{ a: {{ team: {team} }} }}", TestContext.Current.CancellationToken);
        await using var bench = await AlertingBench.CreateAsync(Rules, new Dictionary<string, string?> { ["People:File"] = people });
        using var watcher = WatcherOf(bench);

        await watcher.StartAsync(TestContext.Current.CancellationToken);
        await ChangeAsync(bench, watcher, $"{Rules}\n");

        string[] warnings = expected is null
            ? []
            : [$"Alerting:RulesFile: no one in the people file (People:File) is of these teams: {expected}"];
        WarningsOf(bench).ShouldBe([.. warnings, .. warnings], "at the start and on the change");
        bench.Logs.Lines.ShouldContain(line => line.Contains("the changed file is in use", StringComparison.Ordinal));
        await watcher.StopAsync(TestContext.Current.CancellationToken);
    }

    private static FileWatcher WatcherOf(AlertingBench bench) =>
        bench.Resolve<IEnumerable<IHostedService>>().OfType<FileWatcher>().Single();

    private static async Task ChangeAsync(AlertingBench bench, FileWatcher watcher, string rules)
    {
        var file = bench.Resolve<CallEvents.Alerting.Rules.RulesSource>().File!;
        await File.WriteAllTextAsync(file, rules, TestContext.Current.CancellationToken);

        // A change is used when two looks have found it.
        watcher.RefreshAll();
        watcher.RefreshAll();
    }

    private static List<string> WarningsOf(AlertingBench bench) =>
        [
            .. bench
                .Logs.Lines.Where(line => line.StartsWith("Warning ", StringComparison.Ordinal))
                .Select(line => line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..].TrimEnd()),
        ];
}
