using CallEvents.ServiceDefaults.Yaml;
using CsCheck;

namespace CallEvents.Tests.ServiceDefaults.Yaml;

public sealed class YamlFieldTests
{
    [Theory]
    [InlineData("", "rules.yaml:1:1: file: found nothing, expected a mapping")]
    [InlineData("# later\n", "rules.yaml:1:1: file: found nothing, expected a mapping")]
    [InlineData("---\n", "rules.yaml:2:2: file: found nothing, expected a mapping with name, kind, more")]
    [InlineData("- 1", "rules.yaml:1:1: file: found a list, expected a mapping with name, kind, more")]
    [InlineData("just text", "rules.yaml:1:1: file: found 'just text', expected a mapping with name, kind, more")]
    [InlineData("name: a\n---\nname: b", "rules.yaml:2:1: file: found a second document, expected one")]
    [InlineData("name: &a x\nkind: *a", "rules.yaml:2:7: file: found invalid YAML, expected valid YAML (an alias: write the value itself)")]
    [InlineData("nmae: x", "rules.yaml:1:1: nmae: found an unknown key, expected one of name, kind, more; did you mean name?")]
    [InlineData("zebra: x", "rules.yaml:1:1: zebra: found an unknown key, expected one of name, kind, more")]
    [InlineData("name: x\nname: y", "rules.yaml:2:1: name: found the key again, after line 1, expected it once")]
    [InlineData("[1, 2]: x", "rules.yaml:1:1: file: found a list, expected a name before the colon")]
    [InlineData("name: [x]", "rules.yaml:1:7: name: found a list, expected a text")]
    [InlineData("name: ", "rules.yaml:1:6: name: found nothing, expected a text")]
    [InlineData("name: '  '", "rules.yaml:1:7: name: found nothing, expected a text")]
    [InlineData("kind: gren", "rules.yaml:1:7: kind: found 'gren', expected one of red, green; did you mean green?")]
    [InlineData("kind: jane@example.com", "rules.yaml:1:7: kind: found a text with @, expected one of red, green")]
    [InlineData("more: 7", "rules.yaml:1:7: more: found '7', expected a mapping of names")]
    [InlineData("more:\n  a: {}", "rules.yaml:2:6: more.a: found a mapping, expected a text")]
    [InlineData("\"a\\nb\": 1", "rules.yaml:1:1: ***: found an unknown key, expected one of name, kind, more")]
    public void A_problem_names_place_key_what_was_found_and_what_is_allowed(string yaml, string expected) =>
        Problems(yaml).ShouldBe([expected]);

    [Fact]
    public void Invalid_yaml_is_a_problem_with_its_place() =>
        Problems("name: x\nkind: {")
            .ShouldHaveSingleItem()
            .ShouldStartWith("rules.yaml:3:1: file: found invalid YAML, expected valid YAML (");

    [Fact]
    public void All_problems_of_a_file_are_found_in_its_order() =>
        Problems("kind: x\nname: y\nname: z\nother: 1\nmore: { a: , b: [] }")
            .Select(line => line.Split(": ")[0])
            .ShouldBe(["rules.yaml:1:7", "rules.yaml:3:1", "rules.yaml:4:1", "rules.yaml:5:12", "rules.yaml:5:17"]);

    [Fact]
    public void A_nesting_that_would_overflow_the_stack_is_a_problem() =>
        Problems(new string('[', 100_000)).ShouldHaveSingleItem().ShouldContain("nested too deeply");

    [Fact]
    public void A_personal_file_is_never_repeated()
    {
        var problems = new YamlProblems("people.yaml", isPersonal: true);

        Read("kind: Jane\nname: [Jane]\nJane Doe: x\njane@example.com: y", problems);
        Read("{ Jane Doe", problems);

        problems.Lines.Count.ShouldBe(5);
        problems.Lines.ShouldAllBe(line => !line.Contains("jane", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Texts_keep_their_leading_zeros()
    {
        var problems = new YamlProblems("rules.yaml");

        YamlFile.Parse("name: 007", problems)!.Fields("name")["name"].Text("a text").ShouldBe("007");
        problems.Lines.ShouldBeEmpty();
    }

    [Fact]
    public void Any_text_is_read_or_is_a_problem() =>
        Gen.Char["nameki: \n\t{}[],&*!|>'\"%@`#-?x\u0000é"]
            .Array[0, 40]
            .Sample(letters => Problems(new string(letters)).ShouldNotBeNull(), iter: 20_000);

    [Theory]
    [InlineData("outcom", "outcome")]
    [InlineData("Outcome", "outcome")]
    [InlineData("coachngScore", "coachingScore")]
    [InlineData("rep", null)]
    [InlineData("", null)]
    public void The_nearest_name_is_a_misspelling_away(string found, string? expected) =>
        NearestName.Find(found, ["outcome", "coachingScore", "transcript"]).ShouldBe(expected);

    private static IReadOnlyList<string> Problems(string yaml)
    {
        var problems = new YamlProblems("rules.yaml");
        Read(yaml, problems);
        return problems.Lines;
    }

    private static void Read(string yaml, YamlProblems problems)
    {
        if (YamlFile.Parse(yaml, problems) is not { } root)
            return;

        var fields = root.Fields("name", "kind", "more");
        if (fields.TryGetValue("name", out var name))
            name.Text("a text");
        if (fields.TryGetValue("kind", out var kind))
            kind.Choice("red", "green");
        if (fields.TryGetValue("more", out var more))
        {
            foreach (var entry in more.Entries("a mapping of names"))
                entry.Text("a text");
        }
    }
}
