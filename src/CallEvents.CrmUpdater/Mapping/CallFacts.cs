using CallEvents.Contracts;
using CallEvents.ServiceDefaults.People;

namespace CallEvents.CrmUpdater.Mapping;

/// <summary>Everything that is known of a call when its properties are computed.</summary>
internal sealed record CallFacts
{
    public required string Workspace { get; init; }

    /// <summary>The key of the record (setting <c>Crm:Key</c>).</summary>
    public required string Key { get; init; }

    public required string Origin { get; init; }

    public required Call Call { get; init; }

    /// <summary>The rep, if the people file knows him.</summary>
    public Person? Rep { get; init; }

    /// <summary>The CRM's id of the owner; null for none.</summary>
    public string? OwnerId { get; init; }

    public string? CallUrl { get; init; }

    /// <summary><c>pending</c>, <c>ready</c> or <c>unavailable</c>.</summary>
    public string? TranscriptState { get; init; }

    public IReadOnlyList<Segment> Transcript { get; init; } = [];

    public TranscriptFormat TranscriptFormat { get; init; } = TranscriptFormat.Salesforce;

    public long? FieldsRevision { get; init; }

    public long? TranscriptRevision { get; init; }
}
