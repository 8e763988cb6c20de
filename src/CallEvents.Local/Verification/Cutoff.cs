namespace CallEvents.Local.Verification;

/// <summary>Until when a call must have been shown, and its transcript been ready, to count.</summary>
internal sealed record Cutoff(DateTimeOffset Shown, DateTimeOffset Ready)
{
    public Cutoff NotAfter(Cutoff other) => new(Earlier(Shown, other.Shown), Earlier(Ready, other.Ready));

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
