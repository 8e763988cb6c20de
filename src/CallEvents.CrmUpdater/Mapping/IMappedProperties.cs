namespace CallEvents.CrmUpdater.Mapping;

/// <summary>The properties to write: the adapter's built-in ones, as changed by the mapping file.</summary>
internal interface IMappedProperties
{
    /// <summary>Those of now: another list as soon as the mapping file has changed.</summary>
    IReadOnlyList<MappedProperty> Current { get; }
}

/// <summary>Properties that do not change, for an installation without a mapping file.</summary>
internal sealed class FixedProperties(IReadOnlyList<MappedProperty> properties) : IMappedProperties
{
    public IReadOnlyList<MappedProperty> Current => properties;
}
