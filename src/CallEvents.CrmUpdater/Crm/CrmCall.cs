using CallEvents.Contracts;

namespace CallEvents.CrmUpdater.Crm;

/// <summary>The parts of one call to write; a null part stays unchanged in the CRM.</summary>
internal sealed record CrmCall
{
    /// <summary>The Revont account of the call. Together with <see cref="CallId"/> it identifies the record.</summary>
    public required string Workspace { get; init; }

    /// <summary>The call's id in Revont.</summary>
    public required string CallId { get; init; }

    /// <summary>The call's fields, if newer than the written ones; a null field stays unchanged in the CRM.</summary>
    public Call? Fields { get; init; }

    /// <summary>The whole transcript, if newer than the written one.</summary>
    public IReadOnlyList<Segment>? Transcript { get; init; }
}
