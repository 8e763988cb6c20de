namespace CallEvents.Poller.Commands.Auditing;

/// <summary>What is audited.</summary>
internal sealed record AuditRequest
{
    public required string Workspace { get; init; }

    public required (DateTimeOffset From, DateTimeOffset To) Window { get; init; }

    /// <summary>Requests per second; null for the default.</summary>
    public required double? Rate { get; init; }
}
