using System.Globalization;

namespace CallEvents.TestSupport.HubSpot;

/// <summary>Keeps the revisions that were written to each call, and finds those that went backwards.</summary>
internal sealed class RevisionWatch
{
    private static readonly string[] Watched = ["revont_fields_revision", "revont_transcript_revision"];

    private readonly List<RevisionWrite> writes = [];

    /// <summary>All of them, the oldest first.</summary>
    public IReadOnlyList<RevisionWrite> Writes => [.. writes];

    /// <summary>Those whose revision is lower than one that was written before, whatever record of the call had it.</summary>
    public IReadOnlyList<RevisionWrite> Backwards => [.. writes.Where(write => write.Revision < write.HighestBefore)];

    public void Note(string call, IReadOnlyDictionary<string, string> values, DateTimeOffset at)
    {
        foreach (var property in Watched)
        {
            if (!values.TryGetValue(property, out var text))
                continue;
            // A revision that is cleared is the lowest of all.
            var revision = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
            var highest = writes
                .Where(write => write.Call == call && write.Property == property)
                .Select(write => (long?)write.Revision)
                .Max();
            writes.Add(new(call, property, revision, highest, at));
        }
    }
}

/// <summary>A revision that was written.</summary>
/// <param name="Call">The call's key.</param>
/// <param name="Property"><c>revont_fields_revision</c> or <c>revont_transcript_revision</c>.</param>
/// <param name="Revision">The revision.</param>
/// <param name="HighestBefore">The highest one that was written to the call before; null for the first.</param>
/// <param name="At">When.</param>
internal sealed record RevisionWrite(string Call, string Property, long Revision, long? HighestBefore, DateTimeOffset At);
