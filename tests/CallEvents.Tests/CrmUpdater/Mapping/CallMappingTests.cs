using System.Globalization;
using CallEvents.CrmUpdater.Mapping;
using Microsoft.Extensions.Logging;

namespace CallEvents.Tests.CrmUpdater.Mapping;

public sealed class CallMappingTests
{
    [Theory]
    [InlineData("key", "main/call_1")]
    [InlineData("callId", "call_1")]
    [InlineData("workspace", "main")]
    [InlineData("callUrl", "https://app.example.com/call_1?a&b")]
    [InlineData("repId", "user_1")]
    [InlineData("durationSeconds", 61.2345)]
    [InlineData("durationMilliseconds", 61234L)]
    [InlineData("outcome", "won")]
    [InlineData("coachingScore", 41.5)]
    [InlineData("prospectEmail", "jane@example.com")]
    [InlineData("owner", "77")]
    [InlineData("title", "Revont call: won")]
    [InlineData("rep.name", "Omar")]
    [InlineData("rep.email", "omar@example.com")]
    [InlineData("rep.team", "EMEA")]
    [InlineData("origin", "live")]
    [InlineData("fieldsRevision", "20")]
    [InlineData("transcript", "00:07 Omar: Hi &lt;you&gt;")]
    [InlineData("transcriptState", "ready")]
    [InlineData("transcriptRevision", "30")]
    public void Every_source_has_its_value_and_type(string source, object expected) => MappingTables.Value(source).ShouldBe(expected);

    [Fact]
    public void The_time_is_an_instant() => MappingTables.Value("createdAt").ShouldBe(MappingTables.Facts.Call.CreatedAt);

    [Fact]
    public void What_is_not_known_is_null()
    {
        var facts = new CallFacts
        {
            Workspace = "main",
            Key = "call_1",
            Origin = "live",
            Call = new()
            {
                Id = "call_1",
                CreatedAt = default,
                Outcome = "  ",
            },
        };
        string[] known = ["key", "callId", "workspace", "createdAt", "origin", "title"];

        foreach (var source in Sources.Names.Except(known))
            MappingTables.Value(source, facts).ShouldBeNull(source);
        MappingTables.Value("title", facts).ShouldBe("Revont call");
    }

    [Theory]
    [InlineData("{ value: ' a ' }", "a")]
    [InlineData("{ text: 'Call: {outcome}, {repId}' }", "Call: won, user_1")]
    [InlineData("{ text: '{ outcome } {{x}}' }", "won {x}")]
    [InlineData("{ text: '{durationSeconds} s, {coachingScore}, {createdAt}' }", "61.2345 s, 41.5, 2026-03-01T12:30:15.250Z")]
    [InlineData("{ text: '{callUrl} & {outcome}' }", "https://app.example.com/call_1?a&b & won")]
    [InlineData(
        "{ text: '<a>{callUrl}</a><br>{transcript}' }",
        "<a>https://app.example.com/call_1?a&amp;b</a><br>00:07 Omar: Hi &lt;you&gt;"
    )]
    [InlineData("{ from: outcome, values: { won: guid-1 } }", "guid-1")]
    [InlineData("{ from: coachingScore, values: { 41.5: low } }", "low")]
    public void Texts_and_translations_are_filled(string entry, string expected) => MappingTables.Value(entry).ShouldBe(expected);

    [Fact]
    public void A_text_whose_sources_have_no_value_is_null()
    {
        var facts = MappingTables.Facts with { Rep = null };

        MappingTables.Value("{ text: 'by {rep.name}, {rep.team}' }", facts).ShouldBeNull();
        MappingTables.Value("{ text: 'by {rep.name}, {outcome}' }", facts).ShouldBe("by , won");
        MappingTables.Value("{ from: rep.team, values: { EMEA: 1 } }", facts).ShouldBeNull();
    }

    [Fact]
    public void Numbers_are_the_same_in_a_culture_with_a_comma()
    {
        var before = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NegativeSign = "~";
        comma.DateTimeFormat.TimeSeparator = ".";
        CultureInfo.CurrentCulture = comma;
        try
        {
            1.5.ToString(CultureInfo.CurrentCulture).ShouldBe("1,5");
            MappingTables
                .Value(
                    "{ text: '{durationSeconds} {coachingScore} {createdAt} {fieldsRevision}' }",
                    MappingTables.Facts with
                    {
                        FieldsRevision = -2,
                    }
                )
                .ShouldBe("61.2345 41.5 2026-03-01T12:30:15.250Z -2");
            MappingTables.Value("{ from: coachingScore, values: { 41.5: low } }").ShouldBe("low");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Fields_and_transcript_are_computed_apart()
    {
        var mapping = MappingTables.Mapping("properties: { link: { text: '{callUrl} {transcriptState}' }, plain: { text: '{callUrl}' } }");
        string[] transcript = ["hs_call_body", "revont_transcript", "revont_transcript_revision", "link"];

        mapping.Values(MappingTables.Facts, fields: false, transcript: true).Keys.ShouldBe(transcript, ignoreOrder: true);
        mapping
            .Values(MappingTables.Facts, fields: true, transcript: false)
            .Keys.ShouldBe(mapping.Properties.Select(property => property.Name).Except(transcript), ignoreOrder: true);
        mapping.Values(MappingTables.Facts, fields: true, transcript: true).Count.ShouldBe(mapping.Properties.Count);
        mapping.Values(MappingTables.Facts, fields: false, transcript: false).ShouldBeEmpty();
    }

    [Fact]
    public void A_text_around_a_transcript_is_within_the_limit()
    {
        var facts = MappingTables.Facts with
        {
            Transcript = [.. Enumerable.Range(0, 100).Select(n => new Contracts.Segment { Text = "word", Speaker = $"speaker {n}" })],
            TranscriptFormat = new(IsHtml: true, Limit: 500),
        };

        var text = MappingTables.Value("{ text: '<b>{callUrl}</b>{transcript} and {transcript}' }", facts).ShouldBeOfType<string>();

        text.Length.ShouldBeInRange(400, 500);
        text.ShouldContain("[Missing here: ");
    }

    [Fact]
    public void A_value_without_a_translation_is_null_counted_and_logged_once()
    {
        using var logs = new CapturedLogs();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(logs));
        var counted = new List<string>();
        var mapping = MappingTables.Mapping(
            """
            properties:
              x: { from: outcome, values: { a: b } }
              y: { from: rep.email, values: { a: b } }
              z: { from: rep.team, values: { a: b } }
            """,
            new UnmappedValues(counted.Add, factory.CreateLogger<UnmappedValues>())
        );

        for (var write = 0; write < 3; write++)
        {
            var values = mapping.Values(MappingTables.Facts, fields: true, transcript: true);
            (values["x"], values["y"], values["z"]).ShouldBe((null, null, null));
        }

        mapping.Values(WithOutcome("jane@example.com"), fields: true, transcript: false);
        mapping.Values(WithOutcome("a\nb"), fields: true, transcript: false);

        counted.Count.ShouldBe(15);
        counted.Count(property => property == "x").ShouldBe(5);
        logs.Lines.Count.ShouldBe(5);
        logs.Lines[0].ShouldContain("x is written without a value: the mapping's values for outcome do not list won");
        var all = string.Concat(logs.Lines);
        all.ShouldNotContain("@");
        all.ShouldNotContain("EMEA");
        all.ShouldContain("list a b");
    }

    [Fact]
    public void Ever_new_values_do_not_fill_log_and_memory()
    {
        using var logs = new CapturedLogs();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(logs));
        var unmapped = new UnmappedValues(_ => { }, factory.CreateLogger<UnmappedValues>());

        for (var value = 0; value < 3000; value++)
            unmapped.Report("x", Sources.Find("outcome")!, $"{value}");

        logs.Lines.Count.ShouldBe(1000);
    }

    private static CallFacts WithOutcome(string outcome) =>
        MappingTables.Facts with
        {
            Call = MappingTables.Facts.Call with { Outcome = outcome },
        };
}
