namespace CallEvents.Tests.Simulation.Plans;

/// <summary>All that decides a run: the seed of its order, the pollers and their clocks, and the faults.</summary>
internal sealed record SimulationPlan
{
    /// <summary>Draws the order of the steps and the latencies.</summary>
    public required int Seed { get; init; }

    /// <summary>How far the clock of each poller is ahead of the true time; one for each poller.</summary>
    public IReadOnlyList<TimeSpan> Clocks { get; init; } = [TimeSpan.Zero];

    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>What operators ask for; without any, the pollers do not look for jobs.</summary>
    public IReadOnlyList<PlannedJob> Jobs { get; init; } = [];

    public SimulationPlan With(params IEnumerable<Fault> faults) => this with { Faults = [.. Faults, .. faults] };

    public override string ToString() =>
        string.Join(
            Environment.NewLine,
            [
                $"seed {Seed}, {Clocks.Count} pollers with clocks ahead by {string.Join(", ", Clocks)}",
                .. Faults.Select(fault => $"  {fault}"),
            ]
        );
}
