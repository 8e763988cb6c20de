using System.Text.Json.Nodes;
using CallEvents.Simulator.Calls;
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
