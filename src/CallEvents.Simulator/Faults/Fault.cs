namespace CallEvents.Simulator.Faults;

/// <summary>One way to misbehave that is switched on, and how often it strikes.</summary>
public abstract record Fault
{
    /// <summary>The part of the requests, calls or arrivals that it strikes, drawn from the simulator's seed.</summary>
    /// <value>From 0 to 1. The default is 1.</value>
    public double Probability { get; init; } = 1;

    /// <summary>The first thing that is wrong with it, by the name of its key; null when nothing is.</summary>
    internal virtual OptionError? Check() =>
        Probability is >= 0 and <= 1 ? null : new("probability", $"{Probability}", "a number from 0 to 1");

    /// <summary>What is wrong with a time span that has to lie in the simulator's reach, if anything.</summary>
    private protected static OptionError? CheckSpan(string key, TimeSpan? span, TimeSpan? lowest = null) =>
        span is null || (span >= (lowest ?? TimeSpan.Zero) && span <= TimeSpan.FromDays(3650))
            ? null
            : new(key, $"{span}", $"a time span from {lowest ?? TimeSpan.Zero} to 3650.00:00:00");
}

/// <summary>A fault that ends by itself after it has struck often enough.</summary>
public abstract record CountedFault : Fault
{
    /// <summary>How often it strikes before it is over.</summary>
    /// <value>At least 1, or null for no end. The default is null.</value>
    public long? Count { get; init; }

    internal override OptionError? Check() =>
        base.Check() ?? (Count is null or >= 1 ? null : new("count", $"{Count}", "a whole number, 1 or more"));
}
