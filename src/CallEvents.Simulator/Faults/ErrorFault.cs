namespace CallEvents.Simulator.Faults;

/// <summary>The format of a <c>Retry-After</c> header.</summary>
public enum RetryAfterFormat
{
    /// <summary>A number of seconds.</summary>
    Seconds,

    /// <summary>An HTTP date, by the same clock as the <c>Date</c> header.</summary>
    Date,
}

/// <summary>An error response, for one request or for some time.</summary>
public record ErrorFault : RequestFault
{
    /// <summary>
    /// How long all requests fail once the fault has triggered. <see cref="CountedFault.Count"/> then counts these periods.
    /// </summary>
    /// <value>Above zero, or null for a single response. The default is null.</value>
    public TimeSpan? Duration { get; init; }

    /// <summary>The value of the <c>Retry-After</c> header, rounded up to whole seconds.</summary>
    /// <value>At least zero, or null for no such header. The default is null.</value>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The format of that header.</summary>
    /// <value><c>seconds</c> or <c>date</c>. The default is <c>seconds</c>.</value>
    public RetryAfterFormat RetryAfterFormat { get; init; }

    internal override OptionError? Check() =>
        base.Check() ?? CheckTimeSpan("duration", Duration, TimeSpan.FromMilliseconds(1)) ?? CheckTimeSpan("retry_after", RetryAfter);
}

/// <summary>A server error response.</summary>
public sealed record ServerErrorFault : ErrorFault
{
    /// <summary>The HTTP status.</summary>
    /// <value>From 500 to 599. The default is 500.</value>
    public int Status { get; init; } = 500;

    internal override OptionError? Check() =>
        base.Check() ?? (Status is >= 500 and <= 599 ? null : new("status", $"{Status}", "a status from 500 to 599"));
}

/// <summary>Rejects a valid API key.</summary>
public sealed record UnauthorizedFault : ErrorFault
{
    /// <summary>The HTTP status.</summary>
    /// <value>401 or 403. The default is 401.</value>
    public int Status { get; init; } = 401;

    internal override OptionError? Check() => base.Check() ?? (Status is 401 or 403 ? null : new("status", $"{Status}", "401 or 403"));
}
