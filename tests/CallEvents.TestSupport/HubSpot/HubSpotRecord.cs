using System.Collections.Immutable;

namespace CallEvents.TestSupport.HubSpot;

/// <summary>A snapshot of a record in the portal.</summary>
/// <param name="Type">The object type, such as <c>calls</c>.</param>
/// <param name="Id">The portal's id of it.</param>
/// <param name="CreatedAt">When it was created.</param>
internal sealed record HubSpotRecord(string Type, string Id, DateTimeOffset CreatedAt)
{
    /// <summary>The properties that have a value.</summary>
    public ImmutableDictionary<string, string> Properties { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Every value that was written, the oldest first; an empty one is a property that was cleared.</summary>
    public ImmutableList<PropertyWrite> History { get; init; } = [];

    public DateTimeOffset UpdatedAt { get; init; } = CreatedAt;

    public bool IsArchived { get; init; }

    /// <summary>The id of the record that this one was merged into.</summary>
    public string? MergedInto { get; init; }

    /// <summary>The value of a property; null where it is empty.</summary>
    public string? this[string property] => Properties.GetValueOrDefault(property);

    /// <summary>Whether a request wrote to it, and not only people.</summary>
    public bool IsWrittenByIntegration => History.Any(write => write.Source == WriteSource.Integration);

    /// <summary>The record after these values were written; an empty value clears its property.</summary>
    public HubSpotRecord With(IReadOnlyDictionary<string, string> values, WriteSource source, DateTimeOffset at) =>
        this with
        {
            Properties = Properties
                .RemoveRange(values.Where(value => value.Value.Length == 0).Select(value => value.Key))
                .SetItems(values.Where(value => value.Value.Length > 0)),
            History = History.AddRange(values.Select(value => new PropertyWrite(value.Key, value.Value, source, at))),
            UpdatedAt = at,
        };
}

/// <summary>One value that was written.</summary>
internal sealed record PropertyWrite(string Property, string Value, WriteSource Source, DateTimeOffset At);

/// <summary>Who wrote a value.</summary>
internal enum WriteSource
{
    Integration,
    Person,
}

/// <summary>The ids of the records that a call is linked to.</summary>
internal sealed record HubSpotLinks(IReadOnlyList<string> Contacts, IReadOnlyList<string> Companies, IReadOnlyList<string> Deals);
