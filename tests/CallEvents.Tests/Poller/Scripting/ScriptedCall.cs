using System.Globalization;
using System.Text.Json;

namespace CallEvents.Tests.Poller.Scripting;

/// <summary>A call of the scripted API, with the JSON of its list item and of its detail response.</summary>
internal sealed record ScriptedCall(string Id, DateTimeOffset CreatedAt)
{
    public const string ProspectEmail = "jane.secret@acme.test";
    public const string TranscriptText = "spoken words that must never be logged";
    public const string DefaultTranscript = $$"""[{"speaker":"rep","start_ms":0,"end_ms":59000,"text":"{{TranscriptText}}"}]""";

    /// <summary>The value of <c>transcript</c> as raw JSON; null omits the member.</summary>
    public string? Transcript { get; init; } = DefaultTranscript;

    /// <summary>Replaces the JSON of the list item.</summary>
    public string? Item { get; init; }

    /// <summary>Replaces the JSON of the detail response.</summary>
    public string? Detail { get; init; }

    public string ItemJson => Item ?? $"{{{Fields}}}";

    public string DetailJson => Detail ?? (Transcript is null ? $"{{{Fields}}}" : $$"""{{{Fields}},"transcript":{{Transcript}}}""");

    private string Fields =>
        $"\"id\":{JsonSerializer.Serialize(Id)},\"created_at\":\"{FormatTime(CreatedAt)}\",\"duration_seconds\":60,\"rep_id\":\"user_1\","
        + $"\"prospect_email\":\"{ProspectEmail}\",\"coaching_score\":70,\"outcome\":\"won\"";

    public static string FormatTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture);
}
