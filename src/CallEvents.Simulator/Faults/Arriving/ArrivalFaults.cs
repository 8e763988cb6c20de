using CallEvents.Simulator.Generation;

namespace CallEvents.Simulator.Faults.Arriving;

/// <summary>Decides what is going to happen to the calls that arrive in a workspace.</summary>
internal sealed class ArrivalFaults(MisbehaviourPlan plan, Lottery lottery, long seed)
{
    /// <summary>Decides about one arrival; null when it behaves.</summary>
    public ArrivalFate? Decide(long number, DateTimeOffset at)
    {
        if (plan.IsQuiet)
            return null;

        var now = plan.At(at);
        return new ArrivalFate
        {
            EditDice = new Dice(seed, "edited", number),
            Burst = Strikes(now.Burst, nameof(now.Burst), number, out _) ? now.Burst!.Calls : 0,
            Late = Draw(now.LateArrival, nameof(now.LateArrival), number),
            Ahead = Draw(now.DatedAhead, nameof(now.DatedAhead), number),
            SubSecond = Strikes(now.SubSecond, nameof(now.SubSecond), number, out var dice)
                ? TimeSpan.FromMilliseconds(dice.Between(1, 999))
                : null,
            EditAfter = Draw(now.Edit, nameof(now.Edit), number),
            DeleteAfter = Draw(now.Deletion, nameof(now.Deletion), number),
            TranscriptAfter = Draw(now.SlowTranscript, nameof(now.SlowTranscript), number),
            TranscriptGrowsFor = Draw(now.GrowingTranscript, nameof(now.GrowingTranscript), number),
            HasNoTranscript = Strikes(now.NoTranscript, nameof(now.NoTranscript), number, out _),
        };
    }

    private TimeSpan? Draw(TimedArrivalFault? fault, string kind, long number) =>
        Strikes(fault, kind, number, out var dice) ? fault!.From + dice.Fraction() * (fault.To - fault.From) : null;

    private bool Strikes(Fault? fault, string kind, long number, out Dice dice)
    {
        dice = new Dice(seed, kind, number);
        return lottery.Strikes(fault, kind, dice);
    }
}
