using System.Reflection;
using System.Text.Json;

namespace CallEvents.Simulator.Faults;

/// <summary>
/// The faults that are switched on. Each is off while it is null. In JSON and YAML their names are in snake_case, such as
/// <c>too_many_requests</c>.
/// </summary>
public sealed record Misbehaviour
{
    private static readonly PropertyInfo[] Faults =
        [.. typeof(Misbehaviour).GetProperties().Where(property => property.PropertyType.IsAssignableTo(typeof(Fault)))];

    /// <summary>No fault at all.</summary>
    public static Misbehaviour None { get; } = new();

    /// <summary>429.</summary>
    public Refusal? TooManyRequests { get; init; }

    /// <summary>503.</summary>
    public Refusal? Unavailable { get; init; }

    /// <summary>500, 502 or another of their kind.</summary>
    public ServerFailure? ServerError { get; init; }

    /// <summary>401 or 403 for the right key.</summary>
    public LockOut? LockedOut { get; init; }

    /// <summary>The connection drops.</summary>
    public DroppedConnection? Drop { get; init; }

    /// <summary>The answer begins late.</summary>
    public SlowAnswer? SlowHeaders { get; init; }

    /// <summary>The body drips.</summary>
    public SlowAnswer? SlowBody { get; init; }

    /// <summary>No answer ever comes, until the client goes.</summary>
    public RequestFault? TimeOut { get; init; }

    /// <summary>JSON with 200 that ends in its middle.</summary>
    public RequestFault? TruncatedBody { get; init; }

    /// <summary>An HTML page with 200.</summary>
    public RequestFault? HtmlBody { get; init; }

    /// <summary><c>{}</c> with 200.</summary>
    public RequestFault? EmptyBody { get; init; }

    /// <summary><c>{"data":null}</c> with 200.</summary>
    public RequestFault? NullData { get; init; }

    /// <summary>One item of a page has no id.</summary>
    public PageFault? ItemWithoutId { get; init; }

    /// <summary>One item of a page is a number in place of an object.</summary>
    public PageFault? ItemNotObject { get; init; }

    /// <summary>Fields that nobody has documented.</summary>
    public RequestFault? UnknownFields { get; init; }

    /// <summary>An outcome, or a speaker, that nobody has documented.</summary>
    public RequestFault? UnknownValues { get; init; }

    /// <summary>Null in every field but the id and the creation time.</summary>
    public RequestFault? NullFields { get; init; }

    /// <summary>Durations, scores and offsets in quotation marks.</summary>
    public RequestFault? NumbersAsText { get; init; }

    /// <summary>Creation times with an offset of two hours in place of <c>Z</c>.</summary>
    public RequestFault? Offsets { get; init; }

    /// <summary>Cursors are refused after a while.</summary>
    public CursorExpiry? ExpiredCursor { get; init; }

    /// <summary>The next cursor is the one that was sent.</summary>
    public PageFault? RepeatedCursor { get; init; }

    /// <summary>No cursor although there is more.</summary>
    public PageFault? MissingCursor { get; init; }

    /// <summary>A cursor, and <c>has_more</c> says that there is no more.</summary>
    public PageFault? ContradictingCursor { get; init; }

    /// <summary>A page without calls whose cursor leads on.</summary>
    public PageFault? EmptyPage { get; init; }

    /// <summary>Cursors count calls, so that calls which come or go while paging shift others across the border.</summary>
    public PageFault? PositionCursor { get; init; }

    /// <summary>The calls of a page in no order.</summary>
    public PageFault? UnorderedPage { get; init; }

    /// <summary>Fewer calls than asked for.</summary>
    public ShortPage? ShortPage { get; init; }

    /// <summary>List requests that touch a stretch of time fail.</summary>
    public BrokenRange? BrokenRange { get; init; }

    /// <summary>The details of some calls are never answered.</summary>
    public LostDetails? LostDetails { get; init; }

    /// <summary>The <c>Date</c> header is wrong.</summary>
    public ClockShift? ClockShift { get; init; }

    /// <summary>There is no <c>Date</c> header.</summary>
    public RequestFault? NoDate { get; init; }

    /// <summary>Calls show up that long after their creation time.</summary>
    public TimedArrivalFault? LateArrival { get; init; }

    /// <summary>Calls are created that far ahead of now, and shown at once.</summary>
    public TimedArrivalFault? DatedAhead { get; init; }

    /// <summary>Creation times with a fraction of a second.</summary>
    public ArrivalFault? SubSecond { get; init; }

    /// <summary>Outcome and score change that long after the call showed up.</summary>
    public TimedArrivalFault? Edit { get; init; }

    /// <summary>Calls are deleted that long after they showed up.</summary>
    public TimedArrivalFault? Deletion { get; init; }

    /// <summary>Many calls in one second.</summary>
    public Burst? Burst { get; init; }

    /// <summary>Transcripts are ready that long after the call was created.</summary>
    public TimedArrivalFault? SlowTranscript { get; init; }

    /// <summary>Transcripts are shown in half first, and whole that long after.</summary>
    public TimedArrivalFault? GrowingTranscript { get; init; }

    /// <summary>Transcripts never come.</summary>
    public ArrivalFault? NoTranscript { get; init; }

    /// <summary>These faults, and those of another set in place of its namesakes.</summary>
    internal Misbehaviour With(Misbehaviour other)
    {
        if (other == None)
            return this;

        var merged = this with { };
        foreach (var fault in Faults)
        {
            if (fault.GetValue(other) is { } value)
                fault.SetValue(merged, value);
        }

        return merged;
    }

    /// <summary>The first thing that is wrong, by its path.</summary>
    internal OptionError? Check()
    {
        foreach (var fault in Faults)
        {
            if ((fault.GetValue(this) as Fault)?.Check() is { } error)
                return error with { Option = $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(fault.Name)}.{error.Option}" };
        }

        return null;
    }
}
