using CallEvents.Simulator.Calls;

namespace CallEvents.Simulator.Generation;

/// <summary>Generates plausible calls. The same seed, purpose, number and instant always give the same call.</summary>
internal sealed class CallGenerator(long seed)
{
    public Participants Participants { get; } = new(seed);

    public GeneratedCall Generate(string purpose, long number, DateTimeOffset at)
    {
        var random = new SeededRandom(seed, purpose, number);
        var rep = Participants.PickRep(random);
        var prospect = Participants.PickProspect(random);

        // About 15 minutes, rarely more than an hour, never less than 95 seconds.
        var duration = Math.Clamp((int)(900 * Math.Exp(random.NextBellCurve() * 1.1)), 95, 5400);
        var call = new SimulatedCall
        {
            Id = RevontId.ForCall(at, random),
            CreatedAt = new DateTimeOffset(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero),
            DurationSeconds = duration,
            RepId = rep.Id,
            ProspectEmail = prospect.Email,
            CoachingScore = random.NextBool(0.07) ? null : Math.Clamp((int)(68 + random.NextBellCurve() * 25), 12, 99),
            Outcome = PickOutcome(random),
        };

        return new(call, new TranscriptSource(seed, rep, prospect, duration));
    }

    private static string? PickOutcome(SeededRandom random) =>
        random.NextFraction() switch
        {
            < 0.22 => "won",
            < 0.44 => "lost",
            < 0.78 => "follow_up",
            < 0.93 => "no_outcome",
            _ => null,
        };
}
