using CallEvents.Contracts;

namespace CallEvents.Tests.ContractTests;

/// <summary>The messages of the contracts' examples in C#, with lists, as a JSON deserializer creates them.</summary>
internal static class Samples
{
    private static readonly Call NewCall = new()
    {
        Id = "call_01HX4BQZPK8J2NFRT3WY",
        CreatedAt = At("2024-03-15T14:32:00Z"),
        DurationSeconds = 1842,
        RepId = "user_01HX1ABCDE",
        ProspectEmail = "jane.doe@acme.com",
    };

    private static readonly Call ScoredCall = NewCall with { CoachingScore = 78 };

    private static readonly Call OtherCall = new()
    {
        Id = "call_01HX4BQZPK8J2NFRT3WZ",
        CreatedAt = At("2024-03-14T10:15:00.25Z"),
        DurationSeconds = 934,
        RepId = "user_01HX1ABCDE",
        CoachingScore = 61,
        Outcome = Outcomes.FollowUp,
    };

    private static readonly object[] Messages =
    [
        new CallRecorded
        {
            Workspace = "main",
            Revision = 1710513150417,
            ObservedAt = At("2024-03-15T14:32:30.417Z"),
            Origin = Origins.Live,
            Call = NewCall,
        },
        new CallTranscribed
        {
            Workspace = "main",
            Revision = 1710513752096,
            ObservedAt = At("2024-03-15T14:42:32.096Z"),
            Origin = Origins.Live,
            Call = ScoredCall,
            Transcript = new List<Segment>
            {
                new()
                {
                    Speaker = Speakers.Rep,
                    StartMs = 0,
                    EndMs = 7400,
                    Text = "Hallo Jane, schön, dass es heute klappt. Wie geht’s?",
                },
                new()
                {
                    Speaker = Speakers.Prospect,
                    StartMs = 7500,
                    EndMs = 14200,
                    Text = "Sehr gut, danke! Unser Büro in 東京 hört auch zu — こんにちは.",
                },
                new() { Text = "„Größe M“ für 49 €: abgemacht? 👍" },
            },
        },
        new CallUpdated
        {
            Workspace = "main",
            Revision = 1710599531288,
            ObservedAt = At("2024-03-16T14:32:11.288Z"),
            Origin = Origins.Reread,
            Call = ScoredCall with { CoachingScore = 82.5, Outcome = Outcomes.Won },
            Previous = ScoredCall,
            ChangedFields = new List<string> { "coachingScore", "outcome" },
        },
        new CallTranscriptUnavailable
        {
            Workspace = "main",
            Revision = 1710584103950,
            ObservedAt = At("2024-03-16T10:15:03.95Z"),
            Origin = Origins.Live,
            Call = OtherCall,
            Reason = TranscriptUnavailableReasons.NotReady,
        },
    ];

    public static IEnumerable<Type> Types => Messages.Select(message => message.GetType());

    public static object Of(Type type) => Messages.Single(message => message.GetType() == type);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, null);
}
