namespace CallEvents.Poller.Calls;

/// <summary>
/// A member of an answer that may be missing. Missing is not null: an answer that leaves a member out says nothing about
/// it, and taking that for null would tell an edit that nobody made.
/// </summary>
internal readonly record struct Optional<T>(bool IsPresent, T? Value)
{
    public static implicit operator Optional<T>(T? value) => new(true, value);

    public T? ValueOr(T? previous) => IsPresent ? Value : previous;
}
