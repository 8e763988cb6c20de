namespace CallEvents.Local;

/// <summary>What was asked for on the command line.</summary>
internal sealed record LocalOptions
{
    /// <summary>The key of the real Revont API; null for the simulator.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The address of a real broker; null for the bus within the process.</summary>
    public string? RabbitMq { get; init; }

    /// <summary>The folder to keep the state in; null for a temporary one.</summary>
    public string? Data { get; init; }

    /// <summary>How long to run; null until told to end.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>What the simulated workspace shall be like.</summary>
    public SimulationWish Simulation { get; init; } = new();
}

/// <summary>The simulated workspace as far as the command line says; null where it says nothing.</summary>
internal sealed record SimulationWish
{
    public int? Calls { get; init; }

    public double? ArrivalsPerMinute { get; init; }

    public TimeSpan? TranscriptDelay { get; init; }

    public long? Seed { get; init; }
}
