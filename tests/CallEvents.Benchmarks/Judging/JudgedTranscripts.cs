using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Rules.Transcripts;
using CallEvents.Contracts;

namespace CallEvents.Benchmarks.Judging;

/// <summary>Calls with long transcripts.</summary>
internal static class JudgedTranscripts
{
    private const int SecondsPerSegment = 6;

    public static readonly IReadOnlyList<(string Name, string Text)> Texts =
    [
        ("English", "Well, I think that’s a good point, and we’d have to look at it; what do you think about the budget for next year?"),
        ("Chinese", "我觉得这个想法很好，不过我们还需要和团队商量一下。您觉得明年的预算怎么样？"),
    ];

    public static CallEvent Create(string text, int segments) =>
        new(
            EventKind.Transcribed,
            "main",
            Origins.Live,
            DateTimeOffset.UnixEpoch,
            Revision: 1,
            new Call
            {
                Id = "call_1",
                CreatedAt = DateTimeOffset.UnixEpoch,
                Outcome = Outcomes.Lost,
                DurationSeconds = segments * SecondsPerSegment,
            }
        )
        {
            Transcript =
            [
                .. Enumerable
                    .Range(0, segments)
                    .Select(index => new Segment
                    {
                        Speaker = index % 2 == 0 ? Speakers.Rep : Speakers.Prospect,
                        StartMs = index * SecondsPerSegment * 1000,
                        EndMs = ((index + 1) * SecondsPerSegment * 1000) - 500,
                        Text =
                            index % 100 == 50
                                ? $"{text} We may switch to another vendor, such as Gong number{index}."
                                : $"{text} And item{index}.",
                    }),
            ],
        };

    public static int CountWords(CallEvent call) => new IndexedTranscript(call.Call, call.Transcript!).Words.Count;
}
