namespace CallEvents.CrmUpdater.State;

/// <summary>The bit that stands for a property in <see cref="CrmRecord.WrittenProperties"/>; never reused.</summary>
internal sealed class WrittenProperty
{
    public required string Target { get; init; }

    public required string Name { get; init; }

    /// <summary>From 0 to 62.</summary>
    public required int Bit { get; init; }
}
