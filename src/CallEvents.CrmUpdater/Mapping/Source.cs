namespace CallEvents.CrmUpdater.Mapping;

/// <summary>A value of a call that a property may have.</summary>
/// <param name="Name">As in the mapping file.</param>
/// <param name="Part">What it changes with.</param>
/// <param name="Read">A <see cref="string"/>, <see cref="double"/>, <see cref="long"/> or <see cref="DateTimeOffset"/>, or null.</param>
/// <param name="IsPersonal">Whether the value must not be logged.</param>
internal sealed record Source(string Name, CallPart Part, Func<CallFacts, object?> Read, bool IsPersonal = false);

/// <summary>A part of a call with a revision of its own.</summary>
internal enum CallPart
{
    /// <summary>The call's fields.</summary>
    Fields,

    /// <summary>The transcript and its state.</summary>
    Transcript,

    /// <summary>What never changes, such as the call's id; written with the fields.</summary>
    Fixed,
}
