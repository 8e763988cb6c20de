using System.Text.Json;
using CallEvents.EndToEndTests.Infrastructure;

namespace CallEvents.EndToEndTests.Journeys;

/// <summary>Compares the delivered events with the calls that the API has exposed.</summary>
internal static class DeliveryVerifier
{
    /// <summary>
    /// Verifies that each call was published under one message id per type, and that repeated deliveries have the same content.
    /// </summary>
    public static void VerifyEachCallOnce(IReadOnlyList<Delivery> deliveries, IReadOnlyList<JsonElement> exposed, params string[] types)
    {
        var calls = exposed.Select(call => call.GetProperty("id").GetString()!).Order().ToList();
        foreach (var type in types)
        {
            var published = deliveries.Where(delivery => delivery.Type == type).ToList();
            published
                .DistinctBy(delivery => delivery.MessageId)
                .Select(delivery => delivery.CallId!)
                .Order()
                .ToList()
                .ShouldBe(calls, customMessage: $"{type}: each call under one id");
            foreach (var repeats in published.GroupBy(delivery => delivery.MessageId))
                repeats
                    .Select(delivery => delivery.Message.GetRawText())
                    .Distinct()
                    .Count()
                    .ShouldBe(1, $"{type} {repeats.Key}: one id, one content");
        }

        deliveries
            .GroupBy(delivery => (delivery.CallId, delivery.Revision))
            .ShouldAllBe(revision => revision.Select(delivery => delivery.MessageId).Distinct().Count() == 1);
    }

    /// <summary>Verifies every field of every event, and every segment of the transcripts.</summary>
    public static void VerifyFields(IReadOnlyList<Delivery> deliveries, IReadOnlyList<JsonElement> exposed)
    {
        var exposedById = exposed.ToDictionary(call => call.GetProperty("id").GetString()!);
        foreach (var delivery in deliveries)
        {
            var (call, expected) = (delivery.Message.GetProperty("call"), exposedById[delivery.CallId!]);
            call.GetProperty("createdAt").GetDateTimeOffset().ShouldBe(expected.GetProperty("created_at").GetDateTimeOffset());
            Text(call, "repId").ShouldBe(Text(expected, "rep_id"));
            Text(call, "prospectEmail").ShouldBe(Text(expected, "prospect_email"));
            Text(call, "outcome").ShouldBe(Text(expected, "outcome"));
            Number(call, "durationSeconds").ShouldBe(Number(expected, "duration_seconds"));
            Number(call, "coachingScore").ShouldBe(Number(expected, "coaching_score"));
            delivery.Message.GetProperty("workspace").GetString().ShouldBe("main");
            if (delivery.Type == "CallTranscribed")
                Segments(delivery.Message, "startMs", "endMs").ShouldBe(Segments(expected, "start_ms", "end_ms"));
        }
    }

    private static List<(string?, double?, double?, string?)> Segments(JsonElement call, string start, string end) =>
        [
            .. call.GetProperty("transcript")
                .EnumerateArray()
                .Select(segment => (Text(segment, "speaker"), Number(segment, start), Number(segment, end), Text(segment, "text"))),
        ];

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
