using System.Reflection;
using System.Text.Json;

namespace CallEvents.Simulator.Faults;

/// <summary>
/// The enabled faults; a fault that is null is disabled. JSON and YAML use the names in snake_case, such as
/// <c>too_many_requests</c>.
/// </summary>
public sealed record FaultOptions
{
    private static readonly PropertyInfo[] FaultProperties =
    [
        .. typeof(FaultOptions).GetProperties().Where(property => property.PropertyType.IsAssignableTo(typeof(Fault))),
    ];

    /// <summary>No faults.</summary>
    public static FaultOptions None { get; } = new();

    /// <summary>Returns 429.</summary>
    public ErrorFault? TooManyRequests { get; init; }

    /// <summary>Returns 503.</summary>
    public ErrorFault? Unavailable { get; init; }

    /// <summary>Returns 500 or another 5xx status.</summary>
    public ServerErrorFault? ServerError { get; init; }

    /// <summary>Returns 401 or 403 for a valid key.</summary>
    public UnauthorizedFault? Unauthorized { get; init; }

    /// <summary>Drops the connection.</summary>
    public ConnectionDropFault? Drop { get; init; }

    /// <summary>Delays the response headers.</summary>
    public LatencyFault? SlowHeaders { get; init; }

    /// <summary>Sends the body slowly, in small chunks.</summary>
    public LatencyFault? SlowBody { get; init; }

    /// <summary>Sends no response; the request ends when the client gives up.</summary>
    public RequestFault? Timeout { get; init; }

    /// <summary>Returns 200 with the first half of the JSON.</summary>
    public RequestFault? TruncatedBody { get; init; }

    /// <summary>Returns 200 with an HTML page.</summary>
    public RequestFault? HtmlBody { get; init; }

    /// <summary>Returns 200 with <c>{}</c>.</summary>
    public RequestFault? EmptyBody { get; init; }

    /// <summary>Returns 200 with <c>{"data":null}</c>.</summary>
    public RequestFault? NullData { get; init; }

    /// <summary>Removes the id from one item of a page.</summary>
    public PageFault? ItemWithoutId { get; init; }

    /// <summary>Replaces one item of a page by a number.</summary>
    public PageFault? ItemNotObject { get; init; }

    /// <summary>Adds undocumented fields.</summary>
    public RequestFault? UnknownFields { get; init; }

    /// <summary>Writes an undocumented outcome and speaker.</summary>
    public RequestFault? UnknownValues { get; init; }

    /// <summary>Writes null in every field except the id and the creation time.</summary>
    public RequestFault? NullFields { get; init; }

    /// <summary>Writes durations, scores and segment times as JSON strings.</summary>
    public RequestFault? NumbersAsStrings { get; init; }

    /// <summary>Writes creation times with a UTC offset of two hours instead of <c>Z</c>.</summary>
    public RequestFault? UtcOffsets { get; init; }

    /// <summary>Rejects cursors beyond an age or a number of uses.</summary>
    public CursorExpiryFault? ExpiredCursor { get; init; }

    /// <summary>Returns the cursor of the request as the next cursor.</summary>
    public PageFault? RepeatedCursor { get; init; }

    /// <summary>Returns no next cursor although <c>has_more</c> is true.</summary>
    public PageFault? MissingCursor { get; init; }

    /// <summary>Returns a next cursor although <c>has_more</c> is false.</summary>
    public PageFault? UnexpectedCursor { get; init; }

    /// <summary>Returns an empty page whose cursor leads to the calls that were left out.</summary>
    public PageFault? EmptyPage { get; init; }

    /// <summary>Returns cursors that are offsets, so that calls added or deleted while paging shift the others between pages.</summary>
    public PageFault? OffsetCursor { get; init; }

    /// <summary>Shuffles the calls of a page.</summary>
    public PageFault? UnorderedPage { get; init; }

    /// <summary>Returns fewer calls than requested.</summary>
    public ShortPageFault? ShortPage { get; init; }

    /// <summary>Fails list requests that overlap a time range.</summary>
    public BrokenRangeFault? BrokenRange { get; init; }

    /// <summary>Fails the detail requests of some calls permanently.</summary>
    public BrokenDetailsFault? BrokenDetails { get; init; }

    /// <summary>Sends a wrong <c>Date</c> header.</summary>
    public ClockSkewFault? ClockSkew { get; init; }

    /// <summary>Omits the <c>Date</c> header.</summary>
    public RequestFault? NoDate { get; init; }

    /// <summary>Delays the first appearance of a call after its creation time.</summary>
    public TimedArrivalFault? LateArrival { get; init; }

    /// <summary>Dates calls into the future, although they appear immediately.</summary>
    public TimedArrivalFault? FutureDated { get; init; }

    /// <summary>Adds a fraction of a second to creation times.</summary>
    public ArrivalFault? SubSecond { get; init; }

    /// <summary>Changes outcome and score some time after the call appeared.</summary>
    public TimedArrivalFault? Edit { get; init; }

    /// <summary>Deletes calls some time after they appeared.</summary>
    public TimedArrivalFault? Deletion { get; init; }

    /// <summary>Creates many calls in one second.</summary>
    public BurstFault? Burst { get; init; }

    /// <summary>Sets another delay between the creation of a call and its transcript.</summary>
    public TimedArrivalFault? SlowTranscript { get; init; }

    /// <summary>Returns the first half of a transcript for some time, then the complete one.</summary>
    public TimedArrivalFault? GrowingTranscript { get; init; }

    /// <summary>Produces no transcript.</summary>
    public ArrivalFault? NoTranscript { get; init; }

    /// <summary>Merges two sets of faults; those of <paramref name="overrides"/> take precedence.</summary>
    internal FaultOptions OverriddenBy(FaultOptions overrides)
    {
        if (overrides == None)
            return this;

        var merged = this with { };
        foreach (var property in FaultProperties)
        {
            if (property.GetValue(overrides) is { } fault)
                property.SetValue(merged, fault);
        }

        return merged;
    }

    /// <summary>Returns the first validation error, named by its path, or null.</summary>
    internal OptionError? Check()
    {
        foreach (var property in FaultProperties)
        {
            if ((property.GetValue(this) as Fault)?.Check() is { } error)
                return error with { Option = $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)}.{error.Option}" };
        }

        return null;
    }
}
