using System.Text.Json.Serialization;

namespace CallEvents.Revont.Responses;

/// <summary>A page of <c>GET /calls</c>.</summary>
internal sealed record RevontPage
{
    public List<PageItem>? Data { get; init; }

    public string? NextCursor { get; init; }

    public bool? HasMore { get; init; }

    /// <summary>Whether it names a next page wherever it says that there is one.</summary>
    [JsonIgnore]
    public bool IsConsistent => HasMore is not true || !string.IsNullOrEmpty(NextCursor);
}
