namespace CallEvents.Simulator.Faults;

/// <summary>A fault in a call that arrives while it is on. Calls that were there before, or that a test adds, have none.</summary>
public record ArrivalFault : CountedFault;

/// <summary>Something that happens to a call that arrives, after a time drawn from a range.</summary>
public sealed record TimedArrivalFault : ArrivalFault
{
    /// <summary>The shortest time.</summary>
    /// <value>At least zero. The default is 10 seconds.</value>
    public TimeSpan From { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest time.</summary>
    /// <value>At least <see cref="From"/>. The default is one minute.</value>
    public TimeSpan To { get; init; } = TimeSpan.FromMinutes(1);

    internal override OptionError? Check() =>
        base.Check() ?? CheckSpan("from", From) ?? CheckSpan("to", To)
        ?? (From > To ? new OptionError("to", $"{To}", $"a time span not below from, {From}") : null);
}

/// <summary>Many calls in the second of one arrival.</summary>
public sealed record Burst : ArrivalFault
{
    /// <summary>How many more calls come with it.</summary>
    /// <value>From 1 to 100,000. The default is 150, more than a page holds.</value>
    public int Calls { get; init; } = 150;

    internal override OptionError? Check() =>
        base.Check() ?? (Calls is >= 1 and <= 100_000 ? null : new("calls", $"{Calls}", "a whole number from 1 to 100000"));
}
