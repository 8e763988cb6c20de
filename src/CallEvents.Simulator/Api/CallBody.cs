using System.Text.Json.Serialization;
using CallEvents.Simulator.Calls;

namespace CallEvents.Simulator.Api;

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

    /// <summary>A UTC <see cref="DateTime"/>, which is serialized with <c>Z</c>.</summary>
    public DateTime CreatedAt { get; }

    public double? DurationSeconds { get; }

    public string? RepId { get; }

    public string? ProspectEmail { get; }

    public double? CoachingScore { get; }

    public string? Outcome { get; }
}

/// <summary>The response of <c>GET /v1/calls/{id}</c>.</summary>
internal sealed record CallDetailBody(
    [property: JsonIgnore] SimulatedCall Call,
    [property: JsonPropertyOrder(1)] IReadOnlyList<SimulatedSegment>? Transcript
) : CallBody(Call);
