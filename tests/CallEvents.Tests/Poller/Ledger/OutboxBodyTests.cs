using System.Text.Json;
using CallEvents.Contracts;
using CallEvents.LedgerSpecs;
using CallEvents.Poller.Ledger;
using CsCheck;
using MassTransit.Serialization;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class OutboxBodyTests
{
    private static readonly JsonSerializerOptions MassTransitOptions = new(SystemTextJsonMessageSerializer.Options)
    {
        WriteIndented = false,
    };

    private static readonly string LongText = string.Concat(Enumerable.Repeat("We talked about the price. ", 2000));

    public static TheoryData<string> Texts =>
        new("", "short: Grüß Gott, \ud83d\ude00", LongText, Convert.ToBase64String(RandomBytes(64 * 1024)));

    [Theory]
    [MemberData(nameof(Texts))]
    public void An_encoded_body_decodes_byte_for_byte(string text)
    {
        var (body, size) = OutboxBody.Encode(new TextMessage(text));

        var json = new byte[size];
        OutboxBody.Decode(body, json);

        json.ShouldBe(JsonSerializer.SerializeToUtf8Bytes(new TextMessage(text), OutboxBody.JsonOptions));
    }

    [Fact]
    public void A_message_round_trips_through_its_stored_body()
    {
        var message = new CallTranscribed
        {
            Workspace = "main",
            Revision = long.MaxValue,
            ObservedAt = TestLedger.Now,
            Origin = Origins.Live,
            Call = new Call
            {
                Id = "call_1",
                CreatedAt = TestLedger.Now,
                CoachingScore = 78.5,
            },
            Transcript = [new Segment { Text = "Grüße aus 東京 🎉 \"quoted\" <b>" }],
        };

        var (body, size) = OutboxBody.Encode(message);
        var json = new byte[size];
        OutboxBody.Decode(body, json);
        var decoded = JsonSerializer.Deserialize<CallTranscribed>(json, SystemTextJsonMessageSerializer.Options)!;

        decoded.Transcript.ShouldBe(message.Transcript);
        (decoded with { Transcript = message.Transcript }).ShouldBe(message);
        size.ShouldBeGreaterThan(100);
    }

    [Fact]
    public void A_long_transcript_is_compressed()
    {
        var (body, size) = OutboxBody.Encode(new TextMessage(LongText));

        body.Length.ShouldBeLessThan(size / 10);
    }

    [Fact]
    public void No_body_is_longer_than_its_message()
    {
        var (body, size) = OutboxBody.Encode(new TextMessage(Convert.ToBase64String(RandomBytes(64 * 1024))));

        body.Length.ShouldBeLessThanOrEqualTo(size);
    }

    [Fact]
    public void A_truncated_body_is_rejected_instead_of_published()
    {
        var (body, size) = OutboxBody.Encode(new TextMessage(LongText));

        Should.Throw<InvalidDataException>(() => OutboxBody.Decode(body[..^7], new byte[size]));
        Should.Throw<InvalidDataException>(() => OutboxBody.Decode(body, new byte[size + 1]));
    }

    [Fact]
    public void A_segment_is_serialized_as_by_MassTransit() =>
        Gen.Select(
                Gen.String.Null(),
                Gen.Long.Nullable(),
                Gen.Long.Nullable(),
                Gen.String,
                (speaker, start, end, text) =>
                    new Segment
                    {
                        Speaker = speaker,
                        StartMs = start,
                        EndMs = end,
                        Text = text,
                    }
            )
            .Sample(segment =>
                JsonSerializer.Serialize(segment, OutboxBody.JsonOptions) == JsonSerializer.Serialize(segment, MassTransitOptions)
            );

    private static byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private sealed record TextMessage(string Text);
}
