using System.Text.RegularExpressions;
using CallEvents.CrmUpdater.Mapping;
using CallEvents.ServiceDefaults.People;
using CallEvents.Tests.CrmUpdater.Mapping;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Documentation;

/// <summary>The examples of the mapping document are valid, and its tables are complete.</summary>
public sealed partial class CrmMappingTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "crm-mapping.md"));

    private static readonly IReadOnlyList<string> Examples = [.. Yaml().Matches(Document).Select(block => block.Groups[1].Value)];

    [Fact]
    public void The_example_of_a_mapping_file_changes_the_table()
    {
        var example = Examples.Single(block => block.StartsWith("properties:", StringComparison.Ordinal));

        var values = MappingTables.Mapping(example).Values(MappingTables.Facts, fields: true, transcript: true);

        values["sales_team"].ShouldBe("EMEA");
        values["first_outcome"].ShouldBe("won");
        values["hs_call_disposition"].ShouldBe("f240bbac-87c9-4f6e-bf70-924b57d47db7");
        values["hs_call_title"].ShouldBe("Omar: won");
        values["lead_source"].ShouldBe("Revont");
        values.Keys.ShouldNotContain("hs_call_status");
    }

    [Fact]
    public void The_example_of_a_people_file_is_valid()
    {
        var example = Examples.Single(block => block.StartsWith("people:", StringComparison.Ordinal));

        var (people, problems) = PeopleFile.Parse(example, "people.yaml");

        problems.ShouldBeEmpty();
        people!.All.Count.ShouldBe(2);
    }

    [Fact]
    public void Every_example_is_one_of_a_mapping_or_a_people_file() => Examples.Count.ShouldBe(2);

    [Fact]
    public void Every_source_has_a_row() =>
        Row()
            .Matches(
                Document[Document.IndexOf("### Sources", StringComparison.Ordinal)..Document.IndexOf("## People", StringComparison.Ordinal)]
            )
            .Select(row => row.Groups[1].Value)
            .ShouldBe(Sources.Names);

    [GeneratedRegex("^```yaml\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Yaml();

    [GeneratedRegex("^\\| `([^`]+)` \\|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
