using CallEvents.Contracts;

namespace CallEvents.Tests.ServiceDefaults.Bus;

/// <summary>Creates messages about a call.</summary>
internal static class Messages
{
    public const string Email = "jane.doe@acme.example";
    public const string TranscriptText = "a sentence that must never be logged";

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public static Call Call(string id, string? outcome = null, double? score = null, DateTimeOffset? createdAt = null) =>
        new()
        {
            Id = id,
            CreatedAt = createdAt ?? Now.AddMinutes(-5),
            ProspectEmail = Email,
            Outcome = outcome,
            CoachingScore = score,
        };

    public static CallRecorded Recorded(Call call, long revision = 1, string origin = Origins.Live) =>
        new()
        {
            Workspace = "main",
            Revision = revision,
            ObservedAt = Now,
            Origin = origin,
            Call = call,
        };

    public static CallUpdated Updated(Call call, long revision = 1, string origin = Origins.Live) =>
        new()
        {
            Workspace = "main",
            Revision = revision,
            ObservedAt = Now,
            Origin = origin,
            Call = call,
            Previous = call with { Outcome = null },
            ChangedFields = ["outcome"],
        };

    public static CallTranscribed Transcribed(Call call, long revision = 1, string origin = Origins.Live, string text = TranscriptText) =>
        new()
        {
            Workspace = "main",
            Revision = revision,
            ObservedAt = Now,
            Origin = origin,
            Call = call,
            Transcript = [new Segment { Text = text }],
        };

    public static CallTranscriptUnavailable Unavailable(Call call, long revision = 1, string origin = Origins.Live) =>
        new()
        {
            Workspace = "main",
            Revision = revision,
            ObservedAt = Now,
            Origin = origin,
            Call = call,
            Reason = TranscriptUnavailableReasons.NotReady,
        };
}
