using System.Text;
using CallEvents.Simulator.Workspaces;

namespace CallEvents.Simulator.Generation;

/// <summary>What a transcript is written from when someone asks for it, so that a workspace of many calls stays small.</summary>
internal sealed record TranscriptScript(long Seed, SimulatedRep Rep, Prospect Prospect, double DurationSeconds)
{
    private const int Fewest = 20;
    private const int Most = 400;

    public IReadOnlyList<SimulatedSegment> Write(string callId)
    {
        var dice = new Dice(Seed, callId);
        var total = (long)(Math.Clamp(DurationSeconds, 0, 1_000_000) * 1000);
        var weights = new double[Math.Clamp((int)(total / 7500.0 * (0.8 + 0.4 * dice.Fraction())), Fewest, Most)];
        foreach (ref var weight in weights.AsSpan())
            weight = 0.3 + 1.4 * dice.Fraction();

        // The last word is spoken within the last fiftieth of the call.
        var gap = Math.Min(100, total / (weights.Length * 4));
        var speech = total * (0.98 + 0.02 * dice.Fraction()) - gap * (weights.Length - 1);
        var msPerWeight = speech / weights.Sum();
        var foreign = dice.Between(2, weights.Length - 3);

        var segments = new SimulatedSegment[weights.Length];
        var text = new StringBuilder();
        var repSpeaks = true;
        var start = 0L;
        for (var i = 0; i < segments.Length; i++)
        {
            var end = start + (long)(weights[i] * msPerWeight);
            Say(text.Clear(), dice, repSpeaks, new(i, segments.Length, i == foreign || dice.Chance(0.06)), weights[i]);
            segments[i] = new(repSpeaks ? "rep" : "prospect", start, end, text.ToString());
            start = end + gap;
            repSpeaks = i < 1 || !dice.Chance(0.12) ? !repSpeaks : repSpeaks;
        }

        return segments;
    }

    private void Say(StringBuilder text, Dice dice, bool repSpeaks, Moment moment, double weight)
    {
        for (var sentences = weight > 1.3 ? 3 : weight > 0.7 ? 2 : 1; sentences > 0; sentences--)
        {
            var choices = moment switch
            {
                { IsOpening: true } => repSpeaks ? Phrases.RepOpening : Phrases.ProspectOpening,
                { IsClosing: true } => repSpeaks ? Phrases.RepClosing : Phrases.ProspectClosing,
                { IsForeign: true } when sentences == 1 => Phrases.Worldly,
                _ => repSpeaks ? Phrases.Rep : Phrases.Prospect,
            };
            Fill(text, dice, dice.Pick<string>(choices));
            if (moment.IsOpening || moment.IsClosing)
                break;
            if (sentences > 1)
                text.Append(' ');
        }
    }

    /// <summary>Puts names and numbers in the place of <c>{words}</c>.</summary>
    private void Fill(StringBuilder text, Dice dice, ReadOnlySpan<char> phrase)
    {
        for (int open; (open = phrase.IndexOf('{')) >= 0;)
        {
            text.Append(phrase[..open]);
            var close = phrase.IndexOf('}');
            text.Append(phrase[(open + 1)..close] switch
            {
                "rep" => Rep.Name.AsSpan(0, Rep.Name.IndexOf(' ')),
                "prospect" => Prospect.FirstName,
                "company" => Prospect.Company,
                "day" => dice.Pick<string>(Phrases.Days),
                "topic" => dice.Pick<string>(Phrases.Topics),
                _ => $"{dice.Between(3, 90)}",
            });
            phrase = phrase[(close + 1)..];
        }

        text.Append(phrase);
    }

    /// <summary>Where in the conversation a segment stands.</summary>
    private readonly record struct Moment(int Index, int Count, bool IsForeign)
    {
        public bool IsOpening => Index < 2;

        public bool IsClosing => Index >= Count - 2;
    }
}
