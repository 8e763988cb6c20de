using System.Text.Json.Serialization;
using CallEvents.Simulator.Workspaces;

namespace CallEvents.Simulator.Serving;

/// <summary>A page of <c>GET /calls</c>.</summary>
internal sealed record PageBody(IReadOnlyList<PageItemBody> Data, string? NextCursor, bool HasMore);

/// <summary>The fields of a call.</summary>
internal record CallBody
{
    public CallBody(SimulatedCall call)
    {
        Id = call.Id;
        CreatedAt = call.CreatedAt.UtcDateTime;
        DurationSeconds = call.DurationSeconds;
        RepId = call.RepId;
        ProspectEmail = call.ProspectEmail;
        CoachingScore = call.CoachingScore;
        Outcome = call.Outcome;
    }

    public string Id { get; }

    /// <summary>A UTC <see cref="DateTime"/>, because that is written with <c>Z</c>.</summary>
    public DateTime CreatedAt { get; }

    public double? DurationSeconds { get; }

    public string? RepId { get; }

    public string? ProspectEmail { get; }

    public double? CoachingScore { get; }

    public string? Outcome { get; }
}

/// <summary>A call in a page, and all there is to know about it.</summary>
internal sealed record PageItemBody([property: JsonIgnore] CallTruth Truth)
    : CallBody(Truth.Call);

/// <summary>The answer of <c>GET /calls/{id}</c>.</summary>
internal sealed record CallDetailBody(
    [property: JsonIgnore] SimulatedCall Call,
    [property: JsonPropertyOrder(1)] IReadOnlyList<SimulatedSegment>? Transcript)
    : CallBody(Call);

/// <summary>A call as <c>GET /simulator/calls</c> tells it: all of it, whatever the API shows by now.</summary>
internal sealed record TruthBody(
    [property: JsonIgnore] CallTruth Truth,
    [property: JsonIgnore] DateTimeOffset Now,
    [property: JsonIgnore] bool WithTranscript)
    : CallBody(Truth.Call)
{
    [JsonPropertyOrder(1)]
    public DateTime ShownAt => Truth.ShownAt.UtcDateTime;

    [JsonPropertyOrder(2)]
    public DateTime? TranscriptReadyAt => Truth.TranscriptReadyAt?.UtcDateTime;

    [JsonPropertyOrder(3)]
    public bool TranscriptReady => Truth.IsTranscriptReady(Now);

    [JsonPropertyOrder(4)]
    public IReadOnlyList<SimulatedSegment>? Transcript => WithTranscript ? Truth.Transcript : null;

    [JsonPropertyOrder(5)]
    public DateTime? TranscriptWholeAt => Truth.TranscriptWholeAt?.UtcDateTime;

    [JsonPropertyOrder(6)]
    public DateTime? DeletedAt => Truth.DeletedAt?.UtcDateTime;

    [JsonPropertyOrder(7)]
    public bool EverShown => Truth.Showings.Any;

    [JsonPropertyOrder(8)]
    public bool TranscriptEverShownWhole => Truth.Showings.AnyWholeTranscript;

    [JsonPropertyOrder(9)]
    public IEnumerable<VersionBody> ShownVersions => Truth.Showings.Versions.Select(version => new VersionBody(version));

    [JsonPropertyOrder(10)]
    public IEnumerable<ShownTranscriptBody> ShownTranscripts =>
        Truth.Showings.Transcripts.Select(shown => new ShownTranscriptBody(shown.Segments, shown.IsWhole, shown.FirstShownAt.UtcDateTime));
}

/// <summary>A content that was shown of a call.</summary>
internal sealed record VersionBody([property: JsonIgnore] ShownVersion Version)
    : CallBody(Version.Call)
{
    [JsonPropertyOrder(1)]
    public DateTime FirstShownAt => Version.FirstShownAt.UtcDateTime;

    [JsonPropertyOrder(2)]
    public IReadOnlyList<string> Oddities => Version.Oddities;
}

/// <summary>A transcript that was shown of a call.</summary>
internal sealed record ShownTranscriptBody(int Segments, bool Whole, DateTime FirstShownAt);

/// <summary>The requests that came too early, as far as they are kept.</summary>
internal sealed record EarlyRequestsBody(long EarlyRequests, IReadOnlyList<EarlyRequestBody> Early);

/// <summary>A request that came before a <c>Retry-After</c> was over.</summary>
internal sealed record EarlyRequestBody(int Workspace, string Kind, DateTimeOffset AnsweredAt, long AfterAnswerMs, long TooEarlyMs);

/// <summary>Every answer that is not a success.</summary>
internal sealed record ErrorBody(ApiError Error);

/// <summary>What went wrong: a code for machines, a message for people.</summary>
internal sealed record ApiError(string Code, string Message)
{
    public static ApiError InvalidParameter(string name, string found, string expected) =>
        new("invalid_parameter", $"{name}: found '{found}', expected {expected}.");
}
