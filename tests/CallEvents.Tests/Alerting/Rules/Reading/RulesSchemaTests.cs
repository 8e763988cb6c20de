using System.Text.Json.Nodes;
using CallEvents.Alerting.Rules.Reading;
using CallEvents.Tests.Deployment;
using CallEvents.TestSupport;
using CsCheck;
using NJsonSchema;
using YamlDotNet.RepresentationModel;

namespace CallEvents.Tests.Alerting.Rules.Reading;

/// <summary>The JSON schema for editors says the same as the reader.</summary>
/// <remarks>
/// NJsonSchema implements draft 4 and parts of later drafts: the schema uses only keywords that it enforces, and here the old name of
/// <c>$defs</c>, since it resolves no reference into the new one.
/// </remarks>
public sealed class RulesSchemaTests
{
    private const int Files = 10_000;

    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "rules.schema.json"));
    private static readonly JsonSchema Schema = JsonSchema
        .FromJsonAsync(Text.Replace("$defs", "definitions", StringComparison.Ordinal))
        .GetAwaiter()
        .GetResult();

    [Fact]
    public void Reader_and_schema_agree_on_any_file()
    {
        var good = 0;

        RulesFileGenerator.Files.Sample(
            file =>
            {
                var (_, problems) = RulesFile.Parse(file, "rules.yaml");
                var errors = Schema.Validate(file);
                (problems.Count == 0).ShouldBe(
                    errors.Count == 0,
                    $"{file}\nReader: {string.Join("\n", problems)}\nSchema: {string.Join("\n", errors)}"
                );
                if (problems.Count == 0)
                    Interlocked.Increment(ref good);
            },
            iter: Files
        );

        good.ShouldBeInRange(Files / 5, Files * 4 / 5, "a generator of one kind only would prove nothing");
    }

    [Theory]
    [InlineData("rep", true)]
    [InlineData("$9", true)]
    [InlineData("$names", false)]
    [InlineData(" $none ", false)]
    public void A_list_stands_for_no_speaker(string by, bool isGood)
    {
        var file = $$"""
            { "version": 1, "rules": [ { "id": "a", "title": "A", "when": [ { "said": { "any": "x", "by": "{{by}}" } } ] } ] }
            """;

        (RulesFile.Parse(file, "rules.yaml").Problems.Count == 0).ShouldBe(isGood);
        (Schema.Validate(file).Count == 0).ShouldBe(isGood);
    }

    [Fact]
    public void The_example_is_valid()
    {
        var stream = new YamlStream();
        stream.Load(new StreamReader(Path.Combine(Repository.Root, "rules.example.yaml")));

        Schema.Validate(Manifest.ToJson(stream.Documents.ShouldHaveSingleItem().RootNode)!.ToJsonString()).ShouldBeEmpty();
    }

    [Fact]
    public void It_names_its_draft_and_every_definition_is_used()
    {
        var schema = JsonNode.Parse(Text)!.AsObject();

        schema["$schema"]!.GetValue<string>().ShouldBe("https://json-schema.org/draft/2020-12/schema");
        foreach (var (name, _) in schema["$defs"]!.AsObject())
            Text.ShouldContain($"\"#/$defs/{name}\"");
    }
}
