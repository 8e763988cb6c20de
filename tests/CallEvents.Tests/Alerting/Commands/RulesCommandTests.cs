using System.Text.Json.Nodes;
using CallEvents.Alerting;
using CallEvents.Alerting.Commands;
using CallEvents.Alerting.Commands.Checking;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.Tests.Poller.Commands;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Alerting.Commands;

/// <summary>The commands <c>rules check</c> and <c>rules schema</c>, without any setting.</summary>
public sealed class RulesCommandTests
{
    private static readonly string ExampleFile = Path.Combine(Repository.Root, "rules.example.yaml");

    private static readonly ServiceProgram Program = Of(new RulesCheckParts());

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

    [Fact]
    public async Task Channels_of_the_settings_and_examples_are_checked()
    {
        var file = await WriteAsync(
            "version: 1\nrules: [ { id: a, title: A, when: [ { said: { any: x } } ], notify: oncal, examples: { fires: ['rep: y'] } } ]"
        );
        var program = Of(
            new RulesCheckParts
            {
                KnownChannels = _ => ["log", "oncall"],
                CheckExamples = rule => [.. rule.Fires.Select(example => (example.Line, "a call on which it is silent"))],
            }
        );

        var run = await CommandRun.OfAsync(program, ["rules", "check", file]);

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldBe(
            "rules.yaml:2:69: notify: found 'oncal', expected a channel of the settings: log, oncall; did you mean oncall?\n"
                + "rules.yaml:2: examples of a: a call on which it is silent\n✗ rules.yaml: 2 problems\n"
        );
    }

    [Fact]
    public async Task The_schema_of_the_repository_is_printed()
    {
        var schema = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "rules.schema.json"));

        (await CommandRun.OfAsync(Program, ["rules", "schema"])).Output.ShouldBe(schema);
        (await CommandRun.OfAsync(Program, ["rules", "schema", "--json"])).Output.ShouldBe(schema);
    }

    private static ServiceProgram Of(RulesCheckParts parts) =>
        AlertingProgram.Create() with
        {
            CreateCommands = () => [RulesCommand.Create(new RulesCheckCommand(parts), new RulesSchemaCommand())],
        };

    private static async Task<string> WriteAsync(string yaml)
    {
        var file = Path.Combine(TemporaryFolder.Create(), "rules.yaml");
        await File.WriteAllTextAsync(file, yaml);
        return file;
    }
}
