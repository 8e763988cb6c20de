using System.Globalization;
using System.Text.Json;

namespace CallEvents.Tests.Poller;

/// <summary>A call as a test wants the API to show it; the JSON of each of its two faces can be anything.</summary>
internal sealed record ScriptedCall(string Id, DateTimeOffset CreatedAt)
{
    public const string ProspectEmail = "jane.secret@acme.test";
    public const string SpokenWords = "the words that nobody may log";
    public const string Words = """[{"speaker":"rep","start_ms":0,"end_ms":59000,"text":"the words that nobody may log"}]""";

    /// <summary>The value of <c>transcript</c> as raw JSON; null leaves the member out.</summary>
    public string? Transcript { get; init; } = Words;

    /// <summary>Instead of the item of a page.</summary>
    public string? Item { get; init; }

    /// <summary>Instead of the answer about the call.</summary>
    public string? Detail { get; init; }

    public string ItemJson => Item ?? $"{{{Members}}}";

    public string DetailJson => Detail ?? (Transcript is null ? $"{{{Members}}}" : $$"""{{{Members}},"transcript":{{Transcript}}}""");

    private string Members =>
        $"\"id\":{JsonSerializer.Serialize(Id)},\"created_at\":\"{Text(CreatedAt)}\",\"duration_seconds\":60,\"rep_id\":\"user_1\","
        + $"\"prospect_email\":\"{ProspectEmail}\",\"coaching_score\":70,\"outcome\":\"won\"";

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture);
}
