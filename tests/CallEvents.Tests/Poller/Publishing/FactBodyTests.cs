using System.Text.Json;
using CallEvents.Contracts;
using CallEvents.Poller.Ledger;
using CsCheck;
using MassTransit.Serialization;

namespace CallEvents.Tests.Poller.Publishing;

public sealed class FactBodyTests
{
    private static readonly JsonSerializerOptions MassTransits = new(SystemTextJsonMessageSerializer.Options) { WriteIndented = false };

    public static TheoryData<string> Texts => new(
        "",
        "short: Grüß Gott, \ud83d\ude00",
        string.Concat(Enumerable.Repeat("We talked about the price. ", 2000)),
        Convert.ToBase64String(Noise(64 * 1024)));

    [Theory]
    [MemberData(nameof(Texts))]
    public void What_was_packed_comes_back_byte_for_byte(string text)
    {
        var (body, size) = OutboxBody.Encode(new Said(text));

        var json = new byte[size];
        OutboxBody.Decode(body, json);

        json.ShouldBe(JsonSerializer.SerializeToUtf8Bytes(new Said(text), OutboxBody.JsonOptions));
    }

    [Fact]
    public void A_long_transcript_takes_far_less_room_than_its_message()
    {
        var (body, size) = OutboxBody.Encode(new Said(string.Concat(Enumerable.Repeat("We talked about the price. ", 2000))));

        body.Length.ShouldBeLessThan(size / 10);
    }

    [Fact]
    public void No_body_is_longer_than_its_message()
    {
        var (body, size) = OutboxBody.Encode(new Said(Convert.ToBase64String(Noise(64 * 1024))));

        body.Length.ShouldBeLessThanOrEqualTo(size);
    }

    [Fact]
    public void A_body_that_was_cut_or_changed_in_length_is_refused_instead_of_told()
    {
        var (body, size) = OutboxBody.Encode(new Said(string.Concat(Enumerable.Repeat("We talked about the price. ", 2000))));

        Should.Throw<InvalidDataException>(() => OutboxBody.Decode(body[..^7], new byte[size]));
        Should.Throw<InvalidDataException>(() => OutboxBody.Decode(body, new byte[size + 1]));
    }

    [Fact]
    public void A_segment_is_written_as_MassTransit_would_write_it() =>
        Gen.Select(Gen.String.Null(), Gen.Long.Nullable(), Gen.Long.Nullable(), Gen.String, (speaker, start, end, text) => new Segment { Speaker = speaker, StartMs = start, EndMs = end, Text = text })
            .Sample(segment => JsonSerializer.Serialize(segment, OutboxBody.JsonOptions)
                == JsonSerializer.Serialize(segment, MassTransits));

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private sealed record Said(string Text);
}
