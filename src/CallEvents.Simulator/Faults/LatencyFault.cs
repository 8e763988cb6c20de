namespace CallEvents.Simulator.Faults;

/// <summary>A slow response.</summary>
public sealed record LatencyFault : RequestFault
{
    /// <summary>The added latency.</summary>
    /// <value>At least zero. The default is 5 seconds.</value>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(5);

    internal override OptionError? Check() => base.Check() ?? CheckTimeSpan("delay", Delay);
}
