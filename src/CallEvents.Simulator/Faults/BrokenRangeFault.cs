namespace CallEvents.Simulator.Faults;

/// <summary>A time range for which list requests fail.</summary>
public sealed record BrokenRangeFault : CountedFault
{
    /// <summary>The start of the range, inclusive.</summary>
    /// <value>An instant, or null for no lower bound. The default is null.</value>
    public DateTimeOffset? From { get; init; }

    /// <summary>The end of the range, inclusive.</summary>
    /// <value>An instant, or null for no upper bound. The default is null.</value>
    public DateTimeOffset? To { get; init; }

    /// <summary>The HTTP status of a request whose own range overlaps this one.</summary>
    /// <value>From 500 to 599. The default is 500.</value>
    public int Status { get; init; } = 500;

    internal override OptionError? Check() =>
        base.Check()
        ?? (From > To ? new OptionError("to", $"{To:O}", $"an instant not before from, {From:O}") : null)
        ?? (Status is >= 500 and <= 599 ? null : new("status", $"{Status}", "a status from 500 to 599"));
}
