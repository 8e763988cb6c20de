using CallEvents.CrmUpdater.Mapping;

namespace CallEvents.CrmUpdater.Setup;

/// <summary>A prepared CRM: the account, the mapping it was prepared for, and the bits of its properties in the state.</summary>
internal sealed class PreparedCrm(string target, CallMapping mapping, IReadOnlyDictionary<string, int> bits)
{
    /// <summary>No property: its bit says that the transcript was written, and is not unavailable.</summary>
    public const string TranscriptReady = "(transcript ready)";

    private readonly HashSet<string> once = NamesOf(mapping, property => property.Once);
    private readonly HashSet<string> transcripts = NamesOf(
        mapping,
        property =>
            property.From == Sources.Transcript || property.Text?.Contains($"{{{Sources.Transcript}}}", StringComparison.Ordinal) == true
    );

    public string Target => target;

    public CallMapping Mapping => mapping;

    /// <summary>Whether a property has the owner.</summary>
    public bool WritesOwner { get; } =
        mapping.Properties.Any(property =>
            property.From == Sources.Owner || property.Text?.Contains($"{{{Sources.Owner}}}", StringComparison.Ordinal) == true
        );

    public long BitsOf(IEnumerable<string> properties) =>
        properties.Aggregate(0L, (all, name) => bits.TryGetValue(name, out var bit) ? all | (1L << bit) : all);

    /// <summary>Whether the property stays as it is once we have written it.</summary>
    public bool IsOnce(string property) => once.Contains(property);

    /// <summary>Whether the property has a transcript's text.</summary>
    public bool IsTranscript(string property) => transcripts.Contains(property);

    private static HashSet<string> NamesOf(CallMapping mapping, Func<MappedProperty, bool> selects) =>
        [.. mapping.Properties.Where(selects).Select(property => property.Name)];
}
