using CallEvents.Simulator.Faults;
using CallEvents.Simulator.Generation;

namespace CallEvents.Simulator.Workspaces;

/// <summary>Samples the faults of calls that arrive in a workspace.</summary>
internal sealed class ArrivalFaultSampler(FaultPlan plan, FaultSampler sampler, long seed)
{
    /// <summary>Samples the faults of one arrival; null when no faults are configured.</summary>
    public SampledArrivalFaults? Sample(long number, DateTimeOffset at)
    {
        if (plan.IsEmpty)
            return null;

        var faults = plan.At(at);
        return new SampledArrivalFaults
        {
            EditRandom = new SeededRandom(seed, "edited", number),
            BurstSize = Triggers(faults.Burst, nameof(faults.Burst), number, out _) ? faults.Burst!.Calls : 0,
            LateBy = SampleDelay(faults.LateArrival, nameof(faults.LateArrival), number),
            FutureBy = SampleDelay(faults.FutureDated, nameof(faults.FutureDated), number),
            SubSecond = Triggers(faults.SubSecond, nameof(faults.SubSecond), number, out var random)
                ? TimeSpan.FromMilliseconds(random.NextBetween(1, 999))
                : null,
            EditAfter = SampleDelay(faults.Edit, nameof(faults.Edit), number),
            DeleteAfter = SampleDelay(faults.Deletion, nameof(faults.Deletion), number),
            TranscriptDelay = SampleDelay(faults.SlowTranscript, nameof(faults.SlowTranscript), number),
            TranscriptGrowthTime = SampleDelay(faults.GrowingTranscript, nameof(faults.GrowingTranscript), number),
            HasNoTranscript = Triggers(faults.NoTranscript, nameof(faults.NoTranscript), number, out _),
        };
    }

    private TimeSpan? SampleDelay(TimedArrivalFault? fault, string kind, long number) =>
        Triggers(fault, kind, number, out var random) ? fault!.From + random.NextFraction() * (fault.To - fault.From) : null;

    private bool Triggers(Fault? fault, string kind, long number, out SeededRandom random)
    {
        random = new SeededRandom(seed, kind, number);
        return sampler.Triggers(fault, kind, random);
    }
}
