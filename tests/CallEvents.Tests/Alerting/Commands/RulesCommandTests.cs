using System.Text.Json.Nodes;
using CallEvents.Alerting;
using CallEvents.Alerting.Commands;
using CallEvents.Alerting.Rules.Reading;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.Tests.Alerting.Rules.Reading;
using CallEvents.Tests.Poller.Commands;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Alerting.Commands;

/// <summary>The commands <c>rules check</c> and <c>rules schema</c>, without any setting.</summary>
public sealed class RulesCommandTests
{
    private static readonly string ExampleFile = Path.Combine(Repository.Root, "rules.example.yaml");

    private static readonly ServiceProgram Program = Of(new RulesChecks());

    [Fact]
    public async Task A_good_file_is_well()
    {
        var run = await CommandRun.OfAsync(Program, ["rules", "check", ExampleFile]);

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("✓ rules.example.yaml: 11 rules, ");
        run.Output.ShouldContain(
            "▲ no channels are set up here, so it is not checked whether these are: oncall, deals, emea-coaching, coaching, managers"
        );
    }

    [Fact]
    public async Task A_wrong_file_is_answered_with_all_its_mistakes()
    {
        var file = await WriteAsync("version: 2\nrules: [ { id: a, titel: A, when: [ { outcome: lost } ] } ]");

        var run = await CommandRun.OfAsync(Program, ["rules", "check", file]);

        run.ExitCode.ShouldBe(1);
        var lines = run.Output.TrimEnd().Split('\n');
        lines.Length.ShouldBe(4);
        lines[0].ShouldBe("rules.yaml:1:10: version: found '2', expected 1");
        lines[2].ShouldStartWith("rules.yaml:2:19: rules[0].titel: found an unknown key, expected one of id, title, ");
        lines[3].ShouldBe("✗ rules.yaml: 3 problems");
    }

    [Fact]
    public async Task The_same_as_JSON()
    {
        var file = await WriteAsync("version: 2\nrules: []");

        var run = await CommandRun.OfAsync(Program, ["rules", "check", file, "--json"]);

        run.ExitCode.ShouldBe(1);
        var document = JsonNode.Parse(run.Output)!;
        document.AsObject().Select(member => member.Key).ShouldBe(["file", "rules", "examples", "problems", "warnings"]);
        document["problems"]!
            .AsArray()
            .ShouldHaveSingleItem()!
            .GetValue<string>()
            .ShouldBe("rules.yaml:1:10: version: found '2', expected 1");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_wrong_use()
    {
        var run = await CommandRun.OfAsync(Program, ["rules", "check", "missing.yaml"]);

        run.ExitCode.ShouldBe(2);
        run.Errors.TrimEnd().ShouldBe("FILE: found 'missing.yaml', expected a rules file that exists and can be read");
    }

    [Fact]
    public async Task A_file_that_is_no_text_is_answered_with_one_line()
    {
        var file = Path.Combine(TemporaryFolder.Create(), "rules.yaml");
        await File.WriteAllBytesAsync(file, [0xFF, 0x00, 0xC3]);

        var run = await CommandRun.OfAsync(Program, ["rules", "check", file]);

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldStartWith("rules.yaml: found bytes that are no text, expected a file in UTF-8\n");
    }

    /// <summary>The examples of a rule with a mistake are left out: they cannot be judged.</summary>
    [Fact]
    public async Task All_mistakes_are_found_at_once_whatever_their_kind()
    {
        var marked = MarkedYaml.Parse(
            """
            version: 1
            defaults: { notify: [log, ¦mian] }
            lists: { words: [gong, ¦{}] }
            routes: [ { severity: error, notify: ¦oncal } ]
            rules:
            - { id: a, title: A, when: [ { said: { any: x } } ], ¦ecsalate: {}, examples: { fires: ['rep: y'] } }
            - { id: b, title: B, when: [ { said: { any: $words } } ], examples: { fires: ['rep: y'] } }
            - id: c
              title: C
              when: [ { said: { any: gong } } ]
              examples: { fires: [¦'rep: y', 'rep: gong'], silent: ['rep: y', ¦['rep: gong', 'rep: y']] }
              notify: [¦deal]
            - { id: d, title: D, when: [ { outcome: ¦[] } ], escalate: { after: 2, within: 1d, per: rep, notify: ¦managers } }
            """
        );
        const string expected = "expected a channel of the settings: log, oncall";

        var run = await CommandRun.OfAsync(
            AlertingProgram.Create(),
            ["rules", "check", await WriteAsync(marked.Text), "--Channels:oncall:Type=log"]
        );

        run.ExitCode.ShouldBe(1);
        run.Output.TrimEnd()
            .Split('\n')
            .ShouldBe([
                .. marked.Lines(
                    "rules.yaml",
                    $"defaults.notify[1]: found 'mian', {expected}",
                    "lists.words[1]: found a mapping, expected a text",
                    $"routes[0].notify: found 'oncal', {expected}; did you mean oncall?",
                    "rules[0].ecsalate: found an unknown key, expected one of id, title, description, enabled, severity, events, only, "
                        + "when, once, maxAge, late, notify, message, throttle, deliver, escalate, examples; did you mean escalate?",
                    "rules[2].examples.fires[0]: found no alert on “rep: y”, since said: { any: gong }: not found, expected one",
                    "rules[2].examples.silent[1]: found an alert on “rep: gong / rep: y”, "
                        + "since said: { any: gong } finds “gong”, expected none",
                    $"rules[2].notify[0]: found 'deal', {expected}",
                    "rules[3].when[0].outcome: found an empty list, expected a text, a list of texts, or $name for a list of this file",
                    $"rules[3].escalate.notify: found 'managers', {expected}"
                ),
                "✗ rules.yaml: 9 problems",
            ]);
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, false)]
    public async Task Teams_without_a_people_file_are_a_warning_where_the_settings_are_known(bool hasChannels, bool hasPeople, bool warns)
    {
        var file = await WriteAsync("version: 1\nrules: [ { id: a, title: A, when: [ { outcome: lost } ], only: { teams: emea } } ]");
        var people = Path.Combine(TemporaryFolder.Create(), "people.yaml");
        await File.WriteAllTextAsync(people, "people: { a: { team: emea } }", TestContext.Current.CancellationToken);

        var run = await CommandRun.OfAsync(
            AlertingProgram.Create(),
            [
                "rules",
                "check",
                file,
                .. hasChannels ? ["--Channels:oncall:Type=log"] : Array.Empty<string>(),
                .. hasPeople ? [$"--People:File={people}"] : Array.Empty<string>(),
            ]
        );

        const string warning =
            "▲ no people file is set (People:File), so that no call is of a team, and these never hold: only.teams of rule a\n";
        run.Output.ShouldBe($"{(warns ? warning : "")}✓ rules.yaml: 1 rule, 0 examples, nothing wrong\n", run.Errors);
        run.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task The_schema_of_the_repository_is_printed()
    {
        var schema = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "rules.schema.json"));

        (await CommandRun.OfAsync(Program, ["rules", "schema"])).Output.ShouldBe(schema);
        (await CommandRun.OfAsync(Program, ["rules", "schema", "--json"])).Output.ShouldBe(schema);
    }

    private static ServiceProgram Of(RulesChecks checks) =>
        AlertingProgram.Create() with
        {
            CreateCommands = () => [RulesCommand.Create(new RulesCheckCommand(_ => checks), new RulesSchemaCommand())],
        };

    private static async Task<string> WriteAsync(string yaml)
    {
        var file = Path.Combine(TemporaryFolder.Create(), "rules.yaml");
        await File.WriteAllTextAsync(file, yaml);
        return file;
    }
}
