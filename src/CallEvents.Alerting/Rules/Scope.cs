namespace CallEvents.Alerting.Rules;

/// <summary>The calls that a rule or a route is about; null for all.</summary>
internal sealed record Scope
{
    public static Scope All { get; } = new();

    public IReadOnlyList<string>? Workspaces { get; init; }

    public IReadOnlyList<string>? Reps { get; init; }

    public IReadOnlyList<string>? Teams { get; init; }

    public IReadOnlyList<string>? Domains { get; init; }

    public IReadOnlyList<string>? NotDomains { get; init; }

    /// <summary>Origins of messages; without it neither <c>backfill</c> nor <c>replay</c>.</summary>
    public IReadOnlyList<string>? Origins { get; init; }
}
