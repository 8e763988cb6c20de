using System.Text.Json.Nodes;
using CallEvents.Simulator.Workspaces;

namespace CallEvents.Simulator.Api;

/// <summary>The calls in a buffered response, recorded as exposed when the response is sent.</summary>
internal sealed class ResponseItems
{
    private readonly List<ResponseItem> items = [];

    public int Count => items.Count;

    public void Add(ResponseItem item) => items.Add(item);

    public void AddRange(IEnumerable<ResponseItem> range) => items.AddRange(range);

    public void Clear() => items.Clear();

    public void RemoveAt(int index) => items.RemoveAt(index);

    /// <summary>Changes every item, and records the deviation from the documented format.</summary>
    public void Modify(IReadOnlyList<JsonObject> nodes, string deviation, Func<JsonObject, SimulatedCall, SimulatedCall> change)
    {
        for (var index = 0; index < nodes.Count; index++)
        {
            var item = items[index];
            items[index] = item with { Call = change(nodes[index], item.Call), Deviations = [.. item.Deviations, deviation] };
        }
    }

    public void RecordExposure(DateTimeOffset now)
    {
        foreach (var item in items)
            item.RecordExposure(now);
    }
}

/// <summary>A call as a response shows it.</summary>
internal sealed record ResponseItem(SimulatedCallState State, IReadOnlyList<SimulatedSegment>? Transcript = null, bool IsComplete = false)
{
    public SimulatedCall Call { get; init; } = State.Call;

    public string[] Deviations { get; init; } = [];

    /// <summary>
    /// Records that the call was shown. Runs immediately before the last bytes are sent, so that a client that has received them
    /// also finds the record.
    /// </summary>
    public void RecordExposure(DateTimeOffset now)
    {
        State.Exposure.Record(Call, now, Deviations);
        if (Transcript is { } transcript)
            State.Exposure.RecordTranscript(transcript.Count, IsComplete, now);
    }
}
