using System.Text.Json;

namespace CallEvents.EndToEndTests.Chaos;

/// <summary>A call as the simulator's door tells of it: what it is, and all that answers have ever shown of it.</summary>
internal sealed class ShownCall(JsonElement truth)
{
    public string Id { get; } = truth.GetProperty("id").GetString()!;

    public bool EverShown { get; } = truth.GetProperty("ever_shown").GetBoolean();

    public bool IsDeleted { get; } = truth.GetProperty("deleted_at").ValueKind != JsonValueKind.Null;

    /// <summary>The fields as they are now.</summary>
    public CallFields Fields { get; } = CallFields.OfApi(truth);

    /// <summary>All contents that were ever shown.</summary>
    public IReadOnlyList<CallFields> Versions { get; } = [.. truth.GetProperty("shown_versions").EnumerateArray().Select(CallFields.OfApi)];

    public bool TranscriptEverShownWhole { get; } = truth.GetProperty("complete_transcript_shown").GetBoolean();

    /// <summary>How many segments the transcripts had that were ever shown.</summary>
    public IReadOnlyList<int> Transcripts { get; } = [.. truth.GetProperty("shown_transcripts").EnumerateArray().Select(shown => shown.GetProperty("segments").GetInt32())];

    public int Segments { get; } = truth.GetProperty("transcript") is { ValueKind: JsonValueKind.Array } transcript ? transcript.GetArrayLength() : 0;

    /// <summary>
    /// Whether the half of its transcript, if it was shown first, ends well before the call does: by a minute and a tenth. Only
    /// then is it looked at again.
    /// </summary>
    public bool HalfIsSeenToBeHalf { get; } = truth.GetProperty("transcript") is { ValueKind: JsonValueKind.Array } transcript
        && truth.GetProperty("duration_seconds").GetDouble() is var duration
        && duration - transcript[(transcript.GetArrayLength() + 1) / 2 - 1].GetProperty("end_ms").GetDouble() / 1000 is var silence
        && silence > 60 && silence > duration / 10;
}

/// <summary>The fields of a call, comparable whether they come from the API or from a message.</summary>
internal sealed record CallFields(DateTimeOffset CreatedAt, double? DurationSeconds, string? RepId, string? ProspectEmail, double? CoachingScore, string? Outcome)
{
    public static CallFields OfApi(JsonElement call) => Of(call, "created_at", "duration_seconds", "rep_id", "prospect_email", "coaching_score");

    public static CallFields OfMessage(JsonElement call) => Of(call, "createdAt", "durationSeconds", "repId", "prospectEmail", "coachingScore");

    private static CallFields Of(JsonElement call, string createdAt, string duration, string rep, string email, string score) => new(
        call.GetProperty(createdAt).GetDateTimeOffset(), Number(call, duration), Text(call, rep), Text(call, email), Number(call, score), Text(call, "outcome"));

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
