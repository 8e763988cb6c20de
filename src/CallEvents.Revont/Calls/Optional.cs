namespace CallEvents.Revont.Calls;

/// <summary>
/// A member of a response that may be absent. Absent is not null: a response that leaves a member out does not change it, and treating it
/// as null would publish a spurious update.
/// </summary>
internal readonly record struct Optional<T>(bool IsPresent, T? Value)
{
    public static implicit operator Optional<T>(T? value) => new(true, value);

    public T? ValueOr(T? previous) => IsPresent ? Value : previous;
}
