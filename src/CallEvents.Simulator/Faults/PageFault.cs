namespace CallEvents.Simulator.Faults;

/// <summary>A fault of a list page.</summary>
public record PageFault : CountedFault;

/// <summary>Rejects expired cursors with 400.</summary>
public sealed record CursorExpiryFault : CountedFault
{
    /// <summary>The age at which a cursor expires.</summary>
    /// <value>At least zero; null for no maximum age. The default is null.</value>
    public TimeSpan? After { get; init; }

    /// <summary>The number of times a cursor can be used.</summary>
    /// <value>At least 0; null for no maximum. The default is null. With neither limit, every cursor is rejected.</value>
    public int? Uses { get; init; }

    internal override OptionError? Check() =>
        base.Check()
        ?? CheckTimeSpan("after", After)
        ?? (Uses is null or >= 0 ? null : new("uses", $"{Uses}", "a whole number, 0 or more"));
}

/// <summary>Pages with fewer calls than requested, although more calls follow.</summary>
public sealed record ShortPageFault : CountedFault
{
    /// <summary>The maximum number of calls on such a page.</summary>
    /// <value>From 1 to 100. The default is 10.</value>
    public int Limit { get; init; } = 10;

    internal override OptionError? Check() =>
        base.Check() ?? (Limit is >= 1 and <= 100 ? null : new("limit", $"{Limit}", "a whole number from 1 to 100"));
}
