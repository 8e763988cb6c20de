using CallEvents.Contracts;

namespace CallEvents.Poller.Calls;

/// <summary>Which members of a call differ, by their JSON names. A value that is only spelled with other precision does not.</summary>
internal static class ChangedFields
{
    private static readonly (string Name, Func<Call, object?> Value)[] Members =
    [
        ("createdAt", call => call.CreatedAt),
        ("durationSeconds", call => call.DurationSeconds),
        ("repId", call => call.RepId),
        ("prospectEmail", call => call.ProspectEmail),
        ("coachingScore", call => call.CoachingScore),
        ("outcome", call => call.Outcome),
    ];

    public static IReadOnlyList<string> Between(Call previous, Call now)
    {
        var refined = Precision.Keep(known: now, shown: previous);
        return [.. Members.Where(member => !Equals(member.Value(refined), member.Value(now))).Select(member => member.Name)];
    }
}
