using System.Text.Json.Serialization;

namespace CallEvents.Simulator.Serving;

/// <summary>A page of <c>GET /calls</c>.</summary>
internal sealed record PageBody(IReadOnlyList<CallBody> Data, string? NextCursor, bool HasMore);

/// <summary>A call in a page.</summary>
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
}

/// <summary>Every answer that is not a success.</summary>
internal sealed record ErrorBody(ApiError Error);

/// <summary>What went wrong: a code for machines, a message for people.</summary>
internal sealed record ApiError(string Code, string Message)
{
    public static ApiError InvalidParameter(string name, string found, string expected) =>
        new("invalid_parameter", $"{name}: found '{found}', expected {expected}.");
}
