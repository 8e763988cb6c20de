using System.Text.Json;

namespace CallEvents.TestSupport;

/// <summary>A call as the simulator's inspection endpoint reports it: its state, and every version that API responses exposed.</summary>
internal sealed class ExposedCall(JsonElement call)
{
    public string Id { get; } = call.GetProperty("id").GetString()!;

    public bool IsDeleted { get; } = call.GetProperty("deleted_at").ValueKind != JsonValueKind.Null;

    /// <summary>The current fields.</summary>
    public CallFields Fields { get; } = CallFields.FromApi(call);

    /// <summary>Every version of the fields that was exposed.</summary>
    public IReadOnlyList<CallFields> Versions { get; } =
    [.. call.GetProperty("shown_versions").EnumerateArray().Select(CallFields.FromApi)];

    /// <summary>The number of segments in each transcript that was exposed.</summary>
    public IReadOnlyList<int> Transcripts { get; } =
    [.. call.GetProperty("shown_transcripts").EnumerateArray().Select(transcript => transcript.GetProperty("segments").GetInt32())];

    public int Segments { get; } =
        call.GetProperty("transcript") is { ValueKind: JsonValueKind.Array } transcript ? transcript.GetArrayLength() : 0;

    /// <summary>
    /// Whether half of the transcript is recognizable as incomplete: it ends more than a minute, and more than a tenth of the duration,
    /// before the call does. Only then does the poller check the transcript again.
    /// </summary>
    public bool IsHalfDetectable { get; } =
        call.GetProperty("transcript") is { ValueKind: JsonValueKind.Array } transcript
        && call.GetProperty("duration_seconds").GetDouble() is var duration
        && duration - transcript[(transcript.GetArrayLength() + 1) / 2 - 1].GetProperty("end_ms").GetDouble() / 1000 is var silence
        && silence > 60
        && silence > duration / 10;
}
