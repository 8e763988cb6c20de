using CallEvents.Contracts;
using CallEvents.CrmUpdater.Crm;
using CallEvents.ServiceDefaults.People;

namespace CallEvents.Tests.CrmUpdater.Webhook;

/// <summary>Calls to write, as the core hands them to an adapter.</summary>
internal static class WebhookCalls
{
    public const string Email = "jane.doe@acme.example";

    /// <summary>Fields and transcript.</summary>
    public static CallWrite Whole(string id = "call_1", int segments = 2) =>
        Fields(id) with
        {
            TranscriptRevision = 30,
            Transcript = new CallTranscript(TranscriptStates.Ready, [.. Enumerable.Range(0, segments).Select(SegmentAt)]),
            TranscriptText = string.Join('\n', Enumerable.Range(0, segments).Select(LineAt)),
            Cleared = ["outcome"],
            Rep = new Person
            {
                Id = "user_1",
                Name = "Ada Example",
                Team = "emea",
            },
        };

    public static CallWrite Fields(string id = "call_1") =>
        new()
        {
            Key = id,
            Workspace = "main",
            Origin = Origins.Live,
            Call = new Call
            {
                Id = id,
                CreatedAt = new DateTimeOffset(2024, 3, 15, 14, 32, 0, TimeSpan.Zero),
                DurationSeconds = 1842,
                RepId = "user_1",
                ProspectEmail = Email,
            },
            FieldsRevision = 20,
        };

    public static IReadOnlyList<CallWrite> Many(int count) => [.. Enumerable.Range(0, count).Select(index => Fields($"call_{index}"))];

    public static Segment SegmentAt(int index) =>
        new()
        {
            Speaker = Speakers.Rep,
            StartMs = index * 1000L,
            EndMs = (index * 1000L) + 900,
            Text = $"Größe {index}: „M“ für 49 € 👍",
        };

    private static string LineAt(int index) => $"00:{index:00} Ada Example: {SegmentAt(index).Text}";
}
