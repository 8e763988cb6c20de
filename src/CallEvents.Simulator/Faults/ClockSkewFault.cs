namespace CallEvents.Simulator.Faults;

/// <summary>A wrong <c>Date</c> header.</summary>
public sealed record ClockSkewFault : CountedFault
{
    /// <summary>The offset from the simulator's clock; negative for a clock that is behind.</summary>
    /// <value>Any time span of up to ten years. The default is 5 minutes.</value>
    public TimeSpan Offset { get; init; } = TimeSpan.FromMinutes(5);

    internal override OptionError? Check() => base.Check() ?? CheckTimeSpan("offset", Offset, TimeSpan.FromDays(-3650));
}
