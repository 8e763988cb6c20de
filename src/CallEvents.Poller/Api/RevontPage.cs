using System.Text.Json;

namespace CallEvents.Poller.Api;

/// <summary>A page as the API sends it. Its items stay raw, so that one unreadable item does not take the page with it.</summary>
internal sealed record RevontPage
{
    public List<JsonElement>? Data { get; init; }

    public string? NextCursor { get; init; }

    public bool? HasMore { get; init; }
}
