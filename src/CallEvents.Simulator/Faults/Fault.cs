namespace CallEvents.Simulator.Faults;

/// <summary>One enabled fault and how often it triggers.</summary>
public abstract record Fault
{
    /// <summary>The fraction of requests, calls or arrivals that trigger it, sampled with the simulator's seed.</summary>
    /// <value>From 0 to 1. The default is 1.</value>
    public double Probability { get; init; } = 1;

    /// <summary>Returns the first validation error, named by its key; null when the fault is valid.</summary>
    internal virtual OptionError? Check() =>
        Probability is >= 0 and <= 1 ? null : new("probability", $"{Probability}", "a number from 0 to 1");

    /// <summary>Returns an error for a time span outside of the supported range.</summary>
    private protected static OptionError? CheckTimeSpan(string key, TimeSpan? value, TimeSpan? lowest = null) =>
        value is null || (value >= (lowest ?? TimeSpan.Zero) && value <= TimeSpan.FromDays(3650))
            ? null
            : new(key, $"{value}", $"a time span from {lowest ?? TimeSpan.Zero} to 3650.00:00:00");
}

/// <summary>A fault that can be limited to a number of triggers.</summary>
public abstract record CountedFault : Fault
{
    /// <summary>The number of triggers after which the fault ends.</summary>
    /// <value>At least 1, or null for no limit. The default is null.</value>
    public long? Count { get; init; }

    internal override OptionError? Check() =>
        base.Check() ?? (Count is null or >= 1 ? null : new("count", $"{Count}", "a whole number, 1 or more"));
}
