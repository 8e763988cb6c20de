using System.Text;
using CallEvents.Simulator.Calls;

namespace CallEvents.Simulator.Generation;

/// <summary>Generates a transcript on demand, so that a workspace of many calls needs little memory.</summary>
internal sealed record TranscriptSource(long Seed, SimulatedRep Rep, Prospect Prospect, double DurationSeconds)
{
    private const int MinSegments = 20;
    private const int MaxSegments = 400;

    /// <summary>Whether the deal was lost when the call was recorded.</summary>
    public bool IsLost { get; init; }

    public IReadOnlyList<SimulatedSegment> Generate(string callId)
    {
        var random = new SeededRandom(Seed, callId);
        var total = (long)(Math.Clamp(DurationSeconds, 0, 1_000_000) * 1000);
        var weights = new double[Math.Clamp((int)(total / 7500.0 * (0.8 + 0.4 * random.NextFraction())), MinSegments, MaxSegments)];
        foreach (ref var weight in weights.AsSpan())
            weight = 0.3 + 1.4 * random.NextFraction();

        // Speech covers at least 98 % of the call, so that the last segment ends close to its end.
        var gap = Math.Min(100, total / (weights.Length * 4));
        var speech = total * (0.98 + 0.02 * random.NextFraction()) - gap * (weights.Length - 1);
        var msPerWeight = speech / weights.Sum();
        var multilingualIndex = random.NextBetween(2, weights.Length - 3);

        var script = new CallScript(this, callId, weights.Length);
        var segments = new SimulatedSegment[weights.Length];
        var text = new StringBuilder();
        var repSpeaks = true;
        var start = 0L;
        for (var i = 0; i < segments.Length; i++)
        {
            var end = start + (long)(weights[i] * msPerWeight);
            var position = new SegmentPosition(i, segments.Length, i == multilingualIndex || random.NextBool(0.06));
            AppendSentences(text.Clear(), random, repSpeaks, position, weights[i]);
            AppendScripted(text, random, repSpeaks, position, script);
            segments[i] = new(repSpeaks ? "rep" : "prospect", start, end, text.ToString());
            start = end + gap;
            var goesOn = i > 0 && random.NextBool(script.ChanceToGoOn(repSpeaks));
            repSpeaks = script.IsMonologue(i + 1) || (goesOn ? repSpeaks : !repSpeaks);
        }

        return segments;
    }

    private void AppendSentences(StringBuilder text, SeededRandom random, bool repSpeaks, SegmentPosition position, double weight)
    {
        for (
            var remaining =
                weight > 1.3 ? 3
                : weight > 0.7 ? 2
                : 1;
            remaining > 0;
            remaining--
        )
        {
            var choices = position switch
            {
                { IsOpening: true } => repSpeaks ? Phrases.RepOpening : Phrases.ProspectOpening,
                { IsClosing: true } => repSpeaks ? Phrases.RepClosing : Phrases.ProspectClosing,
                { IsMultilingual: true } when remaining == 1 => Phrases.Multilingual,
                _ => repSpeaks ? Phrases.Rep : Phrases.Prospect,
            };
            AppendPhrase(text, random, random.Pick<string>(choices));
            if (position.IsOpening || position.IsClosing)
                break;
            if (remaining > 1)
                text.Append(' ');
        }
    }

    /// <summary>Appends what the script of the call has for this speaker; it comes after the other sentences of the segment.</summary>
    private void AppendScripted(StringBuilder text, SeededRandom random, bool repSpeaks, SegmentPosition position, CallScript script)
    {
        var line =
            position is { Index: 0 } && script.HasRecordingNotice ? random.Pick<string>(ScriptedLines.RecordingNotice)
            : position.IsOpening ? null
            : script.Take(position.Index, repSpeaks);
        if (line is not null)
            AppendPhrase(text.Append(' '), random, line);
    }

    /// <summary>Appends a phrase with its <c>{placeholders}</c> replaced by names and numbers.</summary>
    private void AppendPhrase(StringBuilder text, SeededRandom random, ReadOnlySpan<char> phrase)
    {
        for (int open; (open = phrase.IndexOf('{')) >= 0; )
        {
            text.Append(phrase[..open]);
            var close = phrase.IndexOf('}');
            text.Append(
                phrase[(open + 1)..close] switch
                {
                    "rep" => Rep.Name.AsSpan(0, Rep.Name.IndexOf(' ')),
                    "prospect" => Prospect.FirstName,
                    "company" => Prospect.Company,
                    "day" => random.Pick<string>(Phrases.Days),
                    "topic" => random.Pick<string>(Phrases.Topics),
                    _ => $"{random.NextBetween(3, 90)}",
                }
            );
            phrase = phrase[(close + 1)..];
        }

        text.Append(phrase);
    }

    /// <summary>The position of a segment in the conversation.</summary>
    private readonly record struct SegmentPosition(int Index, int Count, bool IsMultilingual)
    {
        public bool IsOpening => Index < 2;

        public bool IsClosing => Index >= Count - 2;
    }
}
