namespace CallEvents.Local;

/// <summary>The options of one run, as given on the command line.</summary>
internal sealed record LocalOptions
{
    /// <summary>The name of the only workspace of a run.</summary>
    public const string WorkspaceName = "main";

    /// <summary>The key of the real Revont API; null for the simulator.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The address of a real broker; null for the in-memory bus.</summary>
    public string? RabbitMq { get; init; }

    /// <summary>The address of a collector; null to export no telemetry but by the standard variables.</summary>
    public string? Telemetry { get; init; }

    /// <summary>The path of the folder that keeps the state; null for a temporary folder.</summary>
    public string? DataPath { get; init; }

    /// <summary>The full path of the rules file; null for the built-in rule.</summary>
    public string? RulesFile { get; init; }

    /// <summary>How long to run; null to run until interrupted.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The simulated workspace.</summary>
    public SimulationRequest Simulation { get; init; } = new();
}
