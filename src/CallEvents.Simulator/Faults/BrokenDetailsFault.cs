namespace CallEvents.Simulator.Faults;

/// <summary>Detail requests that fail for some calls, always for the same ones.</summary>
public sealed record BrokenDetailsFault : Fault
{
    /// <summary>The HTTP status of such a request.</summary>
    /// <value>404, or from 500 to 599. The default is 404.</value>
    public int Status { get; init; } = 404;

    internal override OptionError? Check() =>
        base.Check() ?? (Status is 404 or >= 500 and <= 599 ? null : new("status", $"{Status}", "404, or a status from 500 to 599"));
}
