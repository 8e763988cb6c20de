using CallEvents.TestSupport;

namespace CallEvents.Tests.Simulation;

/// <summary>The judgement of a run.</summary>
internal sealed record SimulationResult
{
    /// <summary>What the chaos test's judge says of the deliveries.</summary>
    public required DeliveryReport Deliveries { get; init; }

    /// <summary>What the replays have repeated twice, or not at all.</summary>
    public required IReadOnlyList<string> Replays { get; init; }

    public required long JobsNotDone { get; init; }

    /// <summary>The steps of commits after which a job was running.</summary>
    public required IReadOnlyList<int> StepsWithJob { get; init; }

    /// <summary>How many early requests the simulator recorded, as the chaos test counts them. Without those that it excuses.</summary>
    public required int EarlyRequests { get; init; }

    /// <summary>
    /// What only a simulation can see: early requests, commits without the lease, progress that moves back, a run that does not end.
    /// </summary>
    public required IReadOnlyList<string> Violations { get; init; }

    public required int Steps { get; init; }

    public required IReadOnlyList<string> Trace { get; init; }

    /// <summary>The virtual time.</summary>
    public required TimeSpan Elapsed { get; init; }

    public bool IsClean => Deliveries.IsClean && Violations.Count == 0 && Replays.Count == 0 && JobsNotDone == 0;

    /// <summary>Whether the chaos test, with the same deliveries and early requests, would fail.</summary>
    public bool IsNoticedByChaos => !Deliveries.IsClean || EarlyRequests > 0;

    public override string ToString() =>
        string.Join(Environment.NewLine, [.. Violations, .. Replays, $"{JobsNotDone} jobs are not done", $"{Deliveries}"]);
}
