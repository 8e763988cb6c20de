using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Jobs;

/// <summary>The types that a replay repeats, as a job stores them.</summary>
internal static class ReplayTypes
{
    private const char Separator = ',';

    /// <summary>Null for all.</summary>
    public static string? Format(IReadOnlyCollection<CallEventType> types) => types.Count == 0 ? null : string.Join(Separator, types);

    public static IReadOnlyList<CallEventType> Parse(string? types) =>
        types is null ? ReplayOrder.Repeatable : [.. types.Split(Separator).Select(Enum.Parse<CallEventType>)];
}
