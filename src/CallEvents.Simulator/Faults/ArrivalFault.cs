namespace CallEvents.Simulator.Faults;

/// <summary>
/// A fault of a call, sampled when the call arrives. Calls of the history, and calls added by a test, are not affected.
/// </summary>
public record ArrivalFault : CountedFault;

/// <summary>An arrival fault with a duration sampled from a range.</summary>
public sealed record TimedArrivalFault : ArrivalFault
{
    /// <summary>The shortest duration.</summary>
    /// <value>At least zero. The default is 10 seconds.</value>
    public TimeSpan From { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest duration.</summary>
    /// <value>At least <see cref="From"/>. The default is one minute.</value>
    public TimeSpan To { get; init; } = TimeSpan.FromMinutes(1);

    internal override OptionError? Check() =>
        base.Check()
        ?? CheckTimeSpan("from", From)
        ?? CheckTimeSpan("to", To)
        ?? (From > To ? new OptionError("to", $"{To}", $"a time span not below from, {From}") : null);
}

/// <summary>Many calls created in the same second as one arrival.</summary>
public sealed record BurstFault : ArrivalFault
{
    /// <summary>The number of additional calls.</summary>
    /// <value>From 1 to 100,000. The default is 150, more than fits on a page.</value>
    public int Calls { get; init; } = 150;

    internal override OptionError? Check() =>
        base.Check() ?? (Calls is >= 1 and <= 100_000 ? null : new("calls", $"{Calls}", "a whole number from 1 to 100000"));
}
