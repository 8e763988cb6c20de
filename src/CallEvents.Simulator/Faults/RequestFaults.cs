namespace CallEvents.Simulator.Faults;

/// <summary>Which of the API's two requests is meant.</summary>
public enum RequestScope
{
    /// <summary><c>GET /v1/calls</c>.</summary>
    List,

    /// <summary><c>GET /v1/calls/{id}</c>.</summary>
    Detail,
}

/// <summary>A fault in the answer to a request.</summary>
public record RequestFault : CountedFault
{
    /// <summary>The kind of request that it strikes.</summary>
    /// <value><c>list</c>, <c>detail</c>, or null for both. The default is null.</value>
    public RequestScope? Only { get; init; }
}

/// <summary>How a <c>Retry-After</c> header is written.</summary>
public enum RetryAfterForm
{
    /// <summary>As a number of seconds.</summary>
    Seconds,

    /// <summary>As an HTTP date, by the clock that the <c>Date</c> header shows.</summary>
    Date,
}

/// <summary>An error in place of the answer, once or for a while.</summary>
public record Refusal : RequestFault
{
    /// <summary>For how long it goes on once it has struck; <see cref="CountedFault.Count"/> then counts these storms.</summary>
    /// <value>Above zero, or null for a single answer. The default is null.</value>
    public TimeSpan? Storm { get; init; }

    /// <summary>The wait that the <c>Retry-After</c> header asks for. It is told in whole seconds, rounded up.</summary>
    /// <value>At least zero, or null for no such header. The default is null.</value>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How that header is written.</summary>
    /// <value><c>seconds</c> or <c>date</c>. The default is <c>seconds</c>.</value>
    public RetryAfterForm RetryAfterAs { get; init; }

    internal override OptionError? Check() =>
        base.Check() ?? CheckSpan("storm", Storm, TimeSpan.FromMilliseconds(1)) ?? CheckSpan("retry_after", RetryAfter);
}

/// <summary>A server's error in place of the answer.</summary>
public sealed record ServerFailure : Refusal
{
    /// <summary>Which one.</summary>
    /// <value>From 500 to 599. The default is 500.</value>
    public int Status { get; init; } = 500;

    internal override OptionError? Check() =>
        base.Check() ?? (Status is >= 500 and <= 599 ? null : new("status", $"{Status}", "a status from 500 to 599"));
}

/// <summary>The right key refused.</summary>
public sealed record LockOut : Refusal
{
    /// <summary>How.</summary>
    /// <value>401 or 403. The default is 401.</value>
    public int Status { get; init; } = 401;

    internal override OptionError? Check() =>
        base.Check() ?? (Status is 401 or 403 ? null : new("status", $"{Status}", "401 or 403"));
}

/// <summary>Where in its answer a connection drops.</summary>
public enum DropPoint
{
    /// <summary>Before anything of the answer was sent.</summary>
    BeforeHeaders,

    /// <summary>In the middle of the body.</summary>
    InBody,
}

/// <summary>A connection that is cut.</summary>
public sealed record DroppedConnection : RequestFault
{
    /// <summary>Where.</summary>
    /// <value><c>before_headers</c> or <c>in_body</c>. The default is <c>before_headers</c>.</value>
    public DropPoint At { get; init; }
}

/// <summary>An answer that takes its time.</summary>
public sealed record SlowAnswer : RequestFault
{
    /// <summary>How long.</summary>
    /// <value>At least zero. The default is 5 seconds.</value>
    public TimeSpan By { get; init; } = TimeSpan.FromSeconds(5);

    internal override OptionError? Check() => base.Check() ?? CheckSpan("by", By);
}

/// <summary>Details that are never answered, always the same ones.</summary>
public sealed record LostDetails : Fault
{
    /// <summary>With what they are answered instead.</summary>
    /// <value>404, or from 500 to 599. The default is 404.</value>
    public int Status { get; init; } = 404;

    internal override OptionError? Check() =>
        base.Check() ?? (Status is 404 or >= 500 and <= 599 ? null : new("status", $"{Status}", "404, or a status from 500 to 599"));
}

/// <summary>A stretch of time that no list request may touch.</summary>
public sealed record BrokenRange : CountedFault
{
    /// <summary>Its beginning.</summary>
    /// <value>An instant; null for the beginning of time. The default is null.</value>
    public DateTimeOffset? From { get; init; }

    /// <summary>Its end, which belongs to it.</summary>
    /// <value>An instant; null for the end of time. The default is null.</value>
    public DateTimeOffset? To { get; init; }

    /// <summary>With what such a request is answered.</summary>
    /// <value>From 500 to 599. The default is 500.</value>
    public int Status { get; init; } = 500;

    internal override OptionError? Check() =>
        base.Check()
        ?? (From > To ? new OptionError("to", $"{To:O}", $"an instant not before from, {From:O}") : null)
        ?? (Status is >= 500 and <= 599 ? null : new("status", $"{Status}", "a status from 500 to 599"));
}

/// <summary>A <c>Date</c> header that is wrong.</summary>
public sealed record ClockShift : CountedFault
{
    /// <summary>By how much; negative for a clock that is behind.</summary>
    /// <value>Any time span of up to ten years. The default is 5 minutes.</value>
    public TimeSpan By { get; init; } = TimeSpan.FromMinutes(5);

    internal override OptionError? Check() => base.Check() ?? CheckSpan("by", By, TimeSpan.FromDays(-3650));
}
