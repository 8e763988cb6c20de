namespace CallEvents.Alerting.Channels.Teams;

/// <summary>How much a card shows. Sizes are bytes of JSON.</summary>
/// <param name="Text">The size of the text that says why.</param>
/// <param name="Lines">Its lines.</param>
/// <param name="Value">The size of a value, and of a heading.</param>
/// <param name="Snippet">The size of a snippet.</param>
/// <param name="Counts">How many rules a digest counts.</param>
/// <param name="Entries">How many alerts a digest lists.</param>
/// <param name="Entry">The size of such a line.</param>
internal sealed record CardLimits(int Text, int Lines, int Value, int Snippet, int Counts, int Entries, int Entry)
{
    /// <summary>From the most to the least. The last one fits into any limit, with links of the longest kind.</summary>
    public static readonly IReadOnlyList<CardLimits> Steps =
    [
        new(Text: 8000, Lines: 30, Value: 500, Snippet: 1000, Counts: 20, Entries: 20, Entry: 500),
        new(Text: 4000, Lines: 20, Value: 300, Snippet: 600, Counts: 20, Entries: 20, Entry: 300),
        new(Text: 2000, Lines: 12, Value: 200, Snippet: 400, Counts: 12, Entries: 20, Entry: 150),
        new(Text: 1500, Lines: 8, Value: 150, Snippet: 300, Counts: 8, Entries: 10, Entry: 150),
        new(Text: 1000, Lines: 4, Value: 100, Snippet: 200, Counts: 5, Entries: 5, Entry: 120),
        new(Text: 500, Lines: 2, Value: 80, Snippet: 100, Counts: 3, Entries: 2, Entry: 100),
    ];
}
