using System.Text.Json.Nodes;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Documentation;

public sealed class StatusSchemaTests
{
    private static readonly string SchemaPath = Path.Combine(Repository.Root, "docs", "status.schema.json");

    [Fact]
    public void The_committed_schema_is_written_from_the_reports() => StatusSchema.Write().ShouldBeApproved(SchemaPath);

    [Fact]
    public void Every_member_is_described() => Undescribed(JsonNode.Parse(StatusSchema.Write())!, "$").ShouldBeEmpty();

    private static IEnumerable<string> Undescribed(JsonNode schema, string path)
    {
        foreach (var (name, value) in schema["properties"] as JsonObject ?? [])
        {
            if (value?["description"] is null)
                yield return $"{path}.{name}";
            foreach (var inner in Undescribed(value!, $"{path}.{name}"))
                yield return inner;
        }

        foreach (var nested in new[] { schema["items"], schema["$defs"]?["call"] }.OfType<JsonObject>())
        {
            foreach (var inner in Undescribed(nested, $"{path}[]"))
                yield return inner;
        }
    }
}
