using CallEvents.CrmUpdater.Mapping;

namespace CallEvents.Tests.CrmUpdater.Mapping;

public sealed class MappingFileTests
{
    private const string AllSources =
        "one of key, callId, workspace, callUrl, createdAt, repId, durationSeconds, durationMilliseconds, outcome, coachingScore, "
        + "prospectEmail, owner, title, rep.name, rep.email, rep.team, origin, fieldsRevision, transcript, transcriptState, "
        + "transcriptRevision";

    [Fact]
    public void A_file_changes_the_table_and_leaves_the_rest()
    {
        var (properties, problems) = MappingFile.Parse(
            """
            properties:
              hs_call_status: null
              revont_outcome: { from: outcome, values: { won: "guid-1", lost: 2 }, write: once }
              my_team: rep.team
              my_text: { text: "{outcome} by {rep.name}" }
              my_source: { value: Revont }
              my_owner: owner
              hubspot_owner_id: { from: owner, write: always }
              revont_call_id: key
            """,
            "mapping.yaml",
            MappingTables.BuiltIn
        );

        problems.ShouldBeEmpty();
        properties!.ShouldNotContain(property => property.Name == "hs_call_status");
        properties!.Count.ShouldBe(MappingTables.BuiltIn.Count - 1 + 4);
        var outcome = properties!.Single(property => property.Name == "revont_outcome");
        outcome.Values.ShouldBe(new Dictionary<string, string> { ["won"] = "guid-1", ["lost"] = "2" });
        (outcome with { Values = null }).ShouldBe(new("revont_outcome", From: "outcome", Once: true, Place: "mapping.yaml:3"));
        properties!
            .TakeLast(4)
            .ShouldBe([
                new("my_team", From: "rep.team", Place: "mapping.yaml:4"),
                new("my_text", Text: "{outcome} by {rep.name}", Place: "mapping.yaml:5"),
                new("my_source", Value: "Revont", Place: "mapping.yaml:6"),
                new("my_owner", From: "owner", Once: true, Place: "mapping.yaml:7"),
            ]);
        properties!.Single(property => property.Name == "hubspot_owner_id").Once.ShouldBeFalse();
    }

    [Theory]
    [InlineData("", "1:1: file: found nothing, expected a mapping")]
    [InlineData("{}", "1:1: file: found no properties, expected the key properties")]
    [InlineData("properties:", "1:12: properties: found nothing, expected a mapping of the CRM's properties, or {}")]
    [InlineData(
        "property: {}",
        "1:1: property: found an unknown key, expected properties",
        "1:1: file: found no properties, expected the key properties"
    )]
    [InlineData("properties: { x: outcom }", $"1:18: properties.x: found 'outcom', expected {AllSources}; did you mean outcome?")]
    [InlineData(
        "properties: { x: { from: Outcome } }",
        $"1:26: properties.x.from: found 'Outcome', expected {AllSources}; did you mean outcome?"
    )]
    [InlineData("properties: { x: [] }", $"1:18: properties.x: found a list, expected {AllSources}")]
    [InlineData(
        "properties: { x: { form: outcome } }",
        "1:20: properties.x.form: found an unknown key, expected one of from, text, value, values, write; did you mean from?",
        "1:15: properties.x: found none of from, text, value, expected exactly one of from, text, value"
    )]
    [InlineData(
        "properties: { x: { from: outcome, value: a } }",
        "1:15: properties.x: found from and value, expected exactly one of from, text, value"
    )]
    [InlineData("properties: { x: { value: '' } }", "1:27: properties.x.value: found nothing, expected a text")]
    [InlineData("properties: { x: { value: {} } }", "1:27: properties.x.value: found a mapping, expected a text")]
    [InlineData(
        "properties: { x: { value: a, values: { a: b } } }",
        "1:30: properties.x.values: found values beside value, expected values only beside from"
    )]
    [InlineData(
        "properties: { x: { from: outcome, values: [a] } }",
        "1:43: properties.x.values: found a list, expected a mapping from the source's values to the CRM's"
    )]
    [InlineData(
        "properties: { x: { from: outcome, values: {} } }",
        "1:43: properties.x.values: found an empty mapping, expected at least one value"
    )]
    [InlineData(
        "properties: { x: { from: outcome, values: { won: , won: a } } }",
        "1:50: properties.x.values.won: found nothing, expected a text",
        "1:52: properties.x.values.won: found the key again, after line 1, expected it once"
    )]
    [InlineData(
        "properties: { x: { from: outcome, write: onec } }",
        "1:42: properties.x.write: found 'onec', expected one of always, once; did you mean once?"
    )]
    [InlineData(
        "properties: { x: { text: '{outcome} {scoer} {outcom}' } }",
        $"1:26: properties.x.text: found 'scoer', expected {AllSources}",
        $"1:26: properties.x.text: found 'outcom', expected {AllSources}; did you mean outcome?"
    )]
    [InlineData(
        "properties: { x: { text: 'a {outcome' } }",
        "1:26: properties.x.text: found a brace without its other, expected {source}, or {{ and }} for braces"
    )]
    [InlineData(
        "properties: { x: { text: '{{outcome}}' } }",
        "1:26: properties.x.text: found no source in braces, expected a text such as 'Call: {outcome}'; a fixed text is a value"
    )]
    [InlineData(
        "properties: { x: { text: '{outcome} {transcript}' } }",
        "1:26: properties.x.text: found sources of the transcript and of the call's fields, "
            + "expected beside the transcript's only key, callId, workspace, callUrl, createdAt"
    )]
    [InlineData("properties:\n  x: outcome\n  x: title", "3:3: properties.x: found the key again, after line 2, expected it once")]
    [InlineData(
        "properties: { x-y: outcome }",
        "1:15: properties.x-y: found no name of a property, expected the CRM's internal name: letters, digits and _"
    )]
    [InlineData("properties: { HS_Call_Title: outcome }", "1:15: properties.HS_Call_Title: found another spelling, expected hs_call_title")]
    [InlineData(
        "properties: { hs_call_titel: null }",
        "1:15: properties.hs_call_titel: found null for a property that is not built in, expected one of hs_call_duration, "
            + "hs_call_status, hs_call_title, hubspot_owner_id, revont_outcome, revont_coaching_score, hs_call_body, revont_transcript; "
            + "did you mean hs_call_title?"
    )]
    public void A_wrong_file_is_rejected_with_its_places(string yaml, params string[] expected)
    {
        var (properties, problems) = MappingFile.Parse(yaml, "mapping.yaml", MappingTables.BuiltIn);

        properties.ShouldBeNull();
        problems.ShouldBe(expected.Select(line => $"mapping.yaml:{line}"), ignoreOrder: true);
    }

    [Theory]
    [InlineData("revont_call_id", "key", "null", "null")]
    [InlineData("revont_workspace", "workspace", "{ from: workspace, write: once }", "a change")]
    [InlineData("hs_timestamp", "createdAt", "{ value: x }", "a change")]
    [InlineData("revont_fields_revision", "fieldsRevision", "outcome", "a change")]
    [InlineData("revont_transcript_revision", "transcriptRevision", "null", "null")]
    public void What_the_updater_needs_stays_as_it_is(string property, string source, string entry, string found) =>
        MappingFile
            .Parse($"properties: {{ {property}: {entry} }}", "mapping.yaml", MappingTables.BuiltIn)
            .Problems.ShouldBe([
                $"mapping.yaml:1:15: properties.{property}: found {found}, "
                    + $"expected {source} as built in, by which we find the record and compare it: leave the entry out",
            ]);
}
