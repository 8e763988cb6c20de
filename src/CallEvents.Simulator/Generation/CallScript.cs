namespace CallEvents.Simulator.Generation;

/// <summary>
/// What is special in a generated call: the lines that alerting rules listen for, and whether the rep talks too much. Each occurs in
/// some calls and is absent from most, except for what belongs to every call: a recording notice and a next step.
/// </summary>
internal sealed class CallScript
{
    private const double UsualChanceToGoOn = 0.12;

    /// <summary>Calls of ten minutes and more are long enough for a rep to talk too much.</summary>
    private const double LongCallSeconds = 600;

    private const double MonologueSeconds = 200;
    private const double EarlySeconds = 240;

    private readonly SeededRandom random;
    private readonly int count;
    private readonly double secondsPerSegment;
    private readonly List<Line> lines = [];
    private double repChanceToGoOn = UsualChanceToGoOn;
    private (int From, int To) monologue;

    /// <param name="source">The call.</param>
    /// <param name="callId">The call's id, the seed beside the workspace's.</param>
    /// <param name="count">The number of segments.</param>
    public CallScript(TranscriptSource source, string callId, int count)
    {
        random = new SeededRandom(source.Seed, $"script {callId}");
        this.count = count;
        secondsPerSegment = Math.Clamp(source.DurationSeconds, 0, 1_000_000) / count;
        HasRecordingNotice = random.NextBool(0.88);
        PlanLines(source);
        if (source.DurationSeconds >= LongCallSeconds)
            PlanExcess();
    }

    /// <summary>Whether the rep announces in the first sentences that the call is recorded.</summary>
    public bool HasRecordingNotice { get; }

    /// <summary>The chance that the next segment is by the same speaker.</summary>
    public double ChanceToGoOn(bool repSpeaks) => repSpeaks ? repChanceToGoOn : UsualChanceToGoOn;

    /// <summary>Whether a segment belongs to a monologue of the rep.</summary>
    public bool IsMonologue(int index) => index >= monologue.From && index < monologue.To;

    /// <summary>Takes the line that this speaker says now; null for none.</summary>
    public string? Take(int index, bool repSpeaks)
    {
        var next = lines.FindIndex(line => line.From <= index && line.IsByRep == repSpeaks);
        if (next < 0)
            return null;

        var text = lines[next].Text;
        lines.RemoveAt(next);
        return text;
    }

    private void PlanLines(TranscriptSource source)
    {
        // A prospect's troubles last: the same prospects speak of leaving again and again.
        var isAtRisk = new SeededRandom(source.Seed, $"at risk {source.Prospect.Email}").NextBool(0.05);
        Plan(isAtRisk ? 0.8 : 0, isByRep: false, ScriptedLines.Cancellation, 0.1, 0.7);
        Plan(0.05, isByRep: true, ScriptedLines.HarmlessCancellation, 0.2, 0.8);

        // Deals are lost to someone.
        Plan(source.IsLost ? 0.16 : 0.06, isByRep: false, ScriptedLines.CompetitorByProspect, 0.1, 0.8);
        Plan(0.06, isByRep: true, ScriptedLines.CompetitorByRep, 0.1, 0.8);

        var early = secondsPerSegment > 0 ? Math.Min(EarlySeconds / secondsPerSegment / count, 0.6) : 0.6;
        Plan(0.08, isByRep: false, ScriptedLines.PriceQuestion, 0, early);
        Plan(0.08, isByRep: false, ScriptedLines.PriceQuestion, 0.7, 0.8);

        var isNextStepByRep = random.NextBool(0.75);
        var nextSteps = isNextStepByRep ? ScriptedLines.NextStepByRep : ScriptedLines.NextStepByProspect;
        Plan(0.72, isNextStepByRep, nextSteps, 0.85, 0.9);
        Plan(0.1, isNextStepByRep, nextSteps, 0.2, 0.5);
    }

    /// <summary>Plans a line for a share of the calls, between two fractions of the call.</summary>
    private void Plan(double probability, bool isByRep, string[] choices, double from, double to)
    {
        if (random.NextBool(probability))
            lines.Add(new Line((int)(count * (from + (to - from) * random.NextFraction())), isByRep, random.Pick<string>(choices)));
    }

    private void PlanExcess()
    {
        if (random.NextBool(0.05))
            repChanceToGoOn = 0.72;

        var length = (int)Math.Ceiling(MonologueSeconds / secondsPerSegment);
        var from = random.NextBetween(4, count - length - 4);
        if (random.NextBool(0.04))
            monologue = (from, from + length);
    }

    private sealed record Line(int From, bool IsByRep, string Text);
}
