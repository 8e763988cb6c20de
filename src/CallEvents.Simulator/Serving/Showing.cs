using System.Text.Json.Nodes;
using CallEvents.Simulator.Workspaces;

namespace CallEvents.Simulator.Serving;

/// <summary>What an answer that is held back will show, so that the truth can tell it once the answer has left.</summary>
internal sealed class Showing
{
    public List<ShownItem> Items { get; } = [];

    /// <summary>Changes every item, and notes that and how.</summary>
    public void Change(IReadOnlyList<JsonObject> items, string oddity, Func<JsonObject, SimulatedCall, SimulatedCall> change)
    {
        for (var index = 0; index < items.Count; index++)
        {
            var shown = Items[index];
            Items[index] = shown with { Call = change(items[index], shown.Call), Oddities = [.. shown.Oddities, oddity] };
        }
    }

    public void Commit(DateTimeOffset now)
    {
        foreach (var item in Items)
            item.Note(now);
    }
}

/// <summary>A call as an answer shows it.</summary>
internal sealed record ShownItem(CallTruth Truth, IReadOnlyList<SimulatedSegment>? Transcript = null, bool IsWhole = false)
{
    public SimulatedCall Call { get; init; } = Truth.Call;

    public string[] Oddities { get; init; } = [];

    /// <summary>Tells the truth that this was shown. Said just before the last byte leaves: who has read it finds it told.</summary>
    public void Note(DateTimeOffset now)
    {
        Truth.Showings.Note(Call, now, Oddities);
        if (Transcript is { } transcript)
            Truth.Showings.NoteTranscript(transcript.Count, IsWhole, now);
    }
}
