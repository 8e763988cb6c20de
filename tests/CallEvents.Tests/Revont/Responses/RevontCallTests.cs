using System.Text;
using System.Text.Json;
using CallEvents.Contracts;
using CallEvents.Revont.Calls;
using CallEvents.Revont.Responses;

namespace CallEvents.Tests.Revont.Responses;

public sealed class RevontCallTests
{
    [Theory]
    [InlineData("""{"speaker":"rep","start_ms":1000,"end_ms":2000,"text":"Hello"}""", "rep", 1000L, 2000L, "Hello")]
    [InlineData(
        """{"text":"Gr\u00fc\u00df \ud83d\ude00","end_ms":2,"mood":{"a":[1,{"text":"no"}]},"start_ms":1,"speaker":null}""",
        null,
        1L,
        2L,
        "Grüß 😀"
    )]
    [InlineData("""{"start_ms":"1500","end_ms":2000.5,"text":42,"speaker":true}""", "true", 1500L, 2001L, "42")]
    [InlineData("""{"text":"one","text":"two","\u0074ext":"three"}""", null, null, null, "three")]
    [InlineData("""{"\ud83d":1,"text":"a\u0000b"}""", null, null, null, "a\uFFFDb")]
    [InlineData("{}", null, null, null, "")]
    public async Task A_segment_is_parsed_from_members_of_any_type(string segment, string? speaker, long? start, long? end, string text) =>
        (await ReadAsync($$"""{"id":"call_1","transcript":[{{segment}}]}"""))!.Transcript.ShouldBe([
            new Segment
            {
                Speaker = speaker,
                StartMs = start,
                EndMs = end,
                Text = text,
            },
        ]);

    [Theory]
    [InlineData("""{"id":"call_1"}""")]
    [InlineData("""{"id":"call_1","transcript":null}""")]
    [InlineData("""{"id":"call_1","transcript":[]}""")]
    [InlineData("""{"id":"call_1","transcript":"text","transcript":[]}""")]
    public async Task An_absent_null_or_empty_transcript_is_none(string body)
    {
        var call = await ReadAsync(body);

        (call!.Transcript, call.TranscriptError).ShouldBe((null, null));
    }

    [Theory]
    [InlineData("\"text\"", "transcript: found a text, expected an array")]
    [InlineData("""{"segments":[{"text":"x"}]}""", "transcript: found an object, expected an array")]
    [InlineData("false", "transcript: found true or false, expected an array")]
    [InlineData("""[{"text":"x"},["y"],{"text":"z"}]""", "transcript segment: found an array, expected an object")]
    [InlineData("""[{"text":{"deep":[1]}},{"text":"z"}]""", "text: found an object, expected a text")]
    [InlineData("""[{"text":"\ud83d"},{"text":"z"}]""", "text: found a text that is not Unicode, expected a text")]
    [InlineData("""[{"start_ms":"soon"}]""", "start_ms: found a text, expected a number")]
    [InlineData("""[{"end_ms":[1]}]""", "end_ms: found an array, expected a number")]
    [InlineData("""[{"end_ms":1e300}]""", "end_ms: found a number out of range, expected milliseconds")]
    public async Task A_malformed_transcript_is_reported_and_leaves_other_fields_readable(string transcript, string error)
    {
        var call = await ReadAsync($$"""{"id":"call_1","transcript":{{transcript}},"outcome":"won"}""");

        (call!.TranscriptError, call.Transcript).ShouldBe((error, null));
        call.Call!.Outcome.Value.ShouldBe("won");
    }

    [Fact]
    public async Task Members_around_the_transcript_are_parsed_as_on_a_page()
    {
        var call = await ReadAsync(
            """
            { "id" : "call_1", "\u0061b":[1.50,{"x":"\u00e9"}], "\u0072ep_id":"r\u00e9p",
              "transcript" : [ { "text" : "x" } ],
              "duration_seconds" : 1.50, "z":1e400, "outcome":"a\u0000b" }
            """
        );

        var page = JsonSerializer.Deserialize<JsonElement>(
            """
            {"id":"call_1","rep_id":"rép","duration_seconds":1.5,"outcome":"a\u0000b"}
            """
        );
        (call!.CallError, call.Call).ShouldBe((null, CallParser.Parse(page)));
        call.Call!.RepId.Value.ShouldBe("rép");
    }

    // The members are copied byte for byte, so that the parser of the call sees what is wrong with them.
    [Theory]
    [InlineData(
        """{"id":"call_1","\ud83d":null,"transcript":[{"text":"x"}]}""",
        "a member's name: found a text that is not Unicode, expected a text"
    )]
    [InlineData(
        """{"id":"call_1","transcript":[{"text":"x"}],"outcome":"\ud83d"}""",
        "outcome: found a text that is not Unicode, expected a text"
    )]
    public async Task A_malformed_member_is_reported_and_leaves_the_transcript_readable(string body, string error)
    {
        var call = await ReadAsync(body);

        (call!.CallError, call.Call).ShouldBe((error, null));
        call.Transcript.ShouldHaveSingleItem().Text.ShouldBe("x");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[{\"id\":\"call_1\"}]")]
    [InlineData("\"text\"")]
    [InlineData("1")]
    public async Task A_body_that_is_not_an_object_is_no_call(string body) => (await ReadAsync(body)).ShouldBeNull();

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(300_000)]
    public async Task A_response_may_arrive_in_chunks_of_any_size(int chunkSize)
    {
        var text = new string('x', 100);
        var segments = Enumerable
            .Range(0, 3000)
            .Select(number => new Segment
            {
                Speaker = "rep",
                StartMs = number,
                EndMs = number + 1,
                Text = text,
            })
            .ToList();
        var transcript = string.Join(
            ",",
            Enumerable
                .Range(0, 3000)
                .Select(number => $$"""{"speaker":"rep","start_ms":{{number}},"other":[{}],"end_ms":{{number + 1}},"text":"{{text}}"}""")
        );

        var call = await ReadAsync($$"""{"outcome":"won","id":"call_1","transcript":[{{transcript}}],"rep_id":"user_1"}""", chunkSize);

        call!.Transcript.ShouldBe(segments);
        (call.Call!.Id, call.Call.Outcome.Value, call.Call.RepId.Value).ShouldBe(("call_1", "won", "user_1"));
    }

    [Theory]
    [InlineData("""{"id":"call_1","transcript":[{"text":"x"}""")]
    [InlineData("""{"id":"call_1","transcript":[{"text":"x"]}""")]
    [InlineData("""{"id":"call_1","transcript":["x",}""")]
    [InlineData("""{"id":"call_1"} {"id":"call_2"}""")]
    public Task Invalid_JSON_is_rejected(string body) => Should.ThrowAsync<JsonException>(() => ReadAsync(body));

    /// <summary>Deserializes a body as Refit does.</summary>
    private static async Task<RevontCall?> ReadAsync(string body, int chunkSize = int.MaxValue)
    {
        using var content = new StreamContent(new ChunkedStream(Encoding.UTF8.GetBytes(body), chunkSize));
        var serializer = RevontJson.RefitSettings().ContentSerializer;
        return await serializer.FromHttpContentAsync<RevontCall>(content, TestContext.Current.CancellationToken);
    }

    private sealed class ChunkedStream(byte[] bytes, int chunkSize) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(chunkSize, buffer.Length)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(chunkSize, buffer.Length)], cancellationToken);
    }
}
