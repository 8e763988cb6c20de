namespace CallEvents.Simulator.Faults;

/// <summary>A fault in a page of the list.</summary>
public record PageFault : CountedFault;

/// <summary>Cursors that are refused with 400 after a while.</summary>
public sealed record CursorExpiry : CountedFault
{
    /// <summary>How old a cursor may become.</summary>
    /// <value>At least zero; null for any age. The default is null.</value>
    public TimeSpan? After { get; init; }

    /// <summary>How often a cursor may be used.</summary>
    /// <value>At least 0; null for as often as one likes. The default is null. With neither, every cursor is refused.</value>
    public int? Uses { get; init; }

    internal override OptionError? Check() =>
        base.Check() ?? CheckSpan("after", After) ?? (Uses is null or >= 0 ? null : new("uses", $"{Uses}", "a whole number, 0 or more"));
}

/// <summary>Pages that hold fewer calls than asked for, though there are more.</summary>
public sealed record ShortPage : CountedFault
{
    /// <summary>How many calls they hold at most.</summary>
    /// <value>From 1 to 100. The default is 10.</value>
    public int Limit { get; init; } = 10;

    internal override OptionError? Check() =>
        base.Check() ?? (Limit is >= 1 and <= 100 ? null : new("limit", $"{Limit}", "a whole number from 1 to 100"));
}
