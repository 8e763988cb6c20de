using System.Text.Json.Serialization;
using CallEvents.Simulator.Calls;
using CallEvents.Simulator.Workspaces;

namespace CallEvents.Simulator.Api;

/// <summary>A call in <c>GET /simulator/calls</c>: its full state, including what the API does not show yet.</summary>
internal sealed record CallStateBody(
    [property: JsonIgnore] SimulatedCallState State,
    [property: JsonIgnore] DateTimeOffset Now,
    [property: JsonIgnore] bool IncludesTranscript
) : CallBody(State.Call)
{
    [JsonPropertyOrder(1)]
    public DateTime ShownAt => State.ShownAt.UtcDateTime;

    [JsonPropertyOrder(2)]
    public DateTime? TranscriptReadyAt => State.TranscriptReadyAt?.UtcDateTime;

    [JsonPropertyOrder(3)]
    public bool TranscriptReady => State.IsTranscriptReady(Now);

    [JsonPropertyOrder(4)]
    public IReadOnlyList<SimulatedSegment>? Transcript => IncludesTranscript ? State.Transcript : null;

    [JsonPropertyOrder(5)]
    public DateTime? TranscriptCompleteAt => State.TranscriptCompleteAt?.UtcDateTime;

    [JsonPropertyOrder(6)]
    public DateTime? DeletedAt => State.DeletedAt?.UtcDateTime;

    [JsonPropertyOrder(7)]
    public bool EverShown => State.Exposure.HasBeenShown;

    [JsonPropertyOrder(8)]
    public bool CompleteTranscriptShown => State.Exposure.HasShownCompleteTranscript;

    [JsonPropertyOrder(9)]
    public IEnumerable<ShownVersionBody> ShownVersions => State.Exposure.Versions.Select(version => new ShownVersionBody(version));

    [JsonPropertyOrder(10)]
    public IEnumerable<ShownTranscriptBody> ShownTranscripts =>
        State.Exposure.Transcripts.Select(transcript => new ShownTranscriptBody(
            transcript.Segments,
            transcript.IsComplete,
            transcript.FirstShownAt.UtcDateTime
        ));
}

/// <summary>A version of a call that the API has shown.</summary>
internal sealed record ShownVersionBody([property: JsonIgnore] ShownVersion Version) : CallBody(Version.Call)
{
    [JsonPropertyOrder(1)]
    public DateTime FirstShownAt => Version.FirstShownAt.UtcDateTime;

    [JsonPropertyOrder(2)]
    public IReadOnlyList<string> Deviations => Version.Deviations;
}

/// <summary>A version of a transcript that the API has shown.</summary>
internal sealed record ShownTranscriptBody(int Segments, bool Complete, DateTime FirstShownAt);
