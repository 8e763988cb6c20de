using System.Text.Json;
using CallEvents.EndToEndTests.Infrastructure;

namespace CallEvents.EndToEndTests.Journeys;

/// <summary>Holds what was told against what the API has shown.</summary>
internal static class Judge
{
    /// <summary>Each call once under one id, however often it was delivered, and every repeat with the same content.</summary>
    public static void EachOnce(IReadOnlyList<Delivery> deliveries, IReadOnlyList<JsonElement> truth, params string[] types)
    {
        var calls = truth.Select(call => call.GetProperty("id").GetString()!).Order().ToList();
        foreach (var type in types)
        {
            var told = deliveries.Where(delivery => delivery.Type == type).ToList();
            told.DistinctBy(delivery => delivery.MessageId).Select(delivery => delivery.CallId!).Order().ToList().ShouldBe(calls, customMessage: $"{type}: each call under one id");
            foreach (var repeats in told.GroupBy(delivery => delivery.MessageId))
                repeats.Select(delivery => delivery.Message.GetRawText()).Distinct().Count().ShouldBe(1, $"{type} {repeats.Key}: one id, one content");
        }

        deliveries.GroupBy(delivery => (delivery.CallId, delivery.Revision)).ShouldAllBe(one => one.Select(delivery => delivery.MessageId).Distinct().Count() == 1);
    }

    public static void EveryFieldRight(IReadOnlyList<Delivery> deliveries, IReadOnlyList<JsonElement> truth)
    {
        var shown = truth.ToDictionary(call => call.GetProperty("id").GetString()!);
        foreach (var delivery in deliveries)
        {
            var (call, expected) = (delivery.Message.GetProperty("call"), shown[delivery.CallId!]);
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
        [.. call.GetProperty("transcript").EnumerateArray().Select(segment => (Text(segment, "speaker"), Number(segment, start), Number(segment, end), Text(segment, "text")))];

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
