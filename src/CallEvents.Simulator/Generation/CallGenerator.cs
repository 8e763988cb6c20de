using CallEvents.Simulator.Workspaces;

namespace CallEvents.Simulator.Generation;

/// <summary>Draws plausible calls. The same seed, purpose, number and instant always give the same call.</summary>
internal sealed class CallGenerator(long seed)
{
    public Cast Cast { get; } = new(seed);

    public GeneratedCall Draw(string purpose, long number, DateTimeOffset at)
    {
        var dice = new Dice(seed, purpose, number);
        var rep = Cast.PickRep(dice);
        var prospect = Cast.PickProspect(dice);

        // Around 15 minutes, seldom above an hour, never shorter than a greeting.
        var duration = Math.Clamp((int)(900 * Math.Exp(dice.Bell() * 1.1)), 95, 5400);
        var call = new SimulatedCall
        {
            Id = RevontId.ForCall(at, dice),
            CreatedAt = new DateTimeOffset(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerSecond, TimeSpan.Zero),
            DurationSeconds = duration,
            RepId = rep.Id,
            ProspectEmail = prospect.Email,
            CoachingScore = dice.Chance(0.07) ? null : Math.Clamp((int)(68 + dice.Bell() * 25), 12, 99),
            Outcome = DrawOutcome(dice),
        };

        return new(call, new TranscriptScript(seed, rep, prospect, duration));
    }

    private static string? DrawOutcome(Dice dice) => dice.Fraction() switch
    {
        < 0.22 => "won",
        < 0.44 => "lost",
        < 0.78 => "follow_up",
        < 0.93 => "no_outcome",
        _ => null,
    };
}
