using System.Text.Json;

namespace CallEvents.TestSupport;

/// <summary>The fields of a call, comparable between the API and a message.</summary>
internal sealed record CallFields(
    DateTimeOffset CreatedAt,
    double? DurationSeconds,
    string? RepId,
    string? ProspectEmail,
    double? CoachingScore,
    string? Outcome
)
{
    public static CallFields FromApi(JsonElement call) =>
        Parse(call, "created_at", "duration_seconds", "rep_id", "prospect_email", "coaching_score");

    public static CallFields FromMessage(JsonElement call) =>
        Parse(call, "createdAt", "durationSeconds", "repId", "prospectEmail", "coachingScore");

    private static CallFields Parse(JsonElement call, string createdAt, string duration, string rep, string email, string score) =>
        new(
            call.GetProperty(createdAt).GetDateTimeOffset(),
            Number(call, duration),
            Text(call, rep),
            Text(call, email),
            Number(call, score),
            Text(call, "outcome")
        );

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
