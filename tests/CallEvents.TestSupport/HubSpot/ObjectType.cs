namespace CallEvents.TestSupport.HubSpot;

/// <summary>An object type of the portal: its properties and its records.</summary>
/// <param name="name">As in paths, such as <c>calls</c>.</param>
/// <param name="singular">As in messages, such as <c>CALL</c>.</param>
/// <param name="firstId">Where the ids of its records begin.</param>
/// <param name="properties">The properties that every portal has.</param>
internal sealed class ObjectType(string name, string singular, long firstId, IEnumerable<HubSpotProperty> properties)
{
    public string Name => name;

    public string Singular => singular;

    public RecordTable Records { get; } = new(name, firstId);

    /// <summary>The definitions by name, with the archived ones.</summary>
    public Dictionary<string, HubSpotProperty> Properties { get; } = properties.ToDictionary(property => property.Name);

    public HashSet<string> Groups { get; } = ["engagement"];

    public List<ValidationRule> Rules { get; } = [];

    /// <summary>The property that a new record must have.</summary>
    public string? RequiredProperty => name == "calls" ? "hs_timestamp" : null;

    public HubSpotProperty? FindProperty(string property) =>
        Properties.GetValueOrDefault(property) is { IsArchived: false } found ? found : null;
}

/// <summary>A rule that an admin made for a property.</summary>
/// <param name="Property">The property that is refused.</param>
/// <param name="Refuses">Whether the record with these properties is refused.</param>
internal sealed record ValidationRule(string Property, Func<IReadOnlyDictionary<string, string>, bool> Refuses);
