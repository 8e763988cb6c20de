using CallEvents.Contracts;

namespace CallEvents.CrmUpdater.Crm;

/// <summary>What is to be written about one call; what is null is left alone.</summary>
internal sealed record CrmCall
{
    /// <summary>The Revont account the call belongs to. With <see cref="CallId"/> it names the record.</summary>
    public required string Workspace { get; init; }

    /// <summary>The call's id in Revont.</summary>
    public required string CallId { get; init; }

    /// <summary>The call's fields, when they are newer than what was written; a null one among them is left alone.</summary>
    public Call? Fields { get; init; }

    /// <summary>The whole transcript, when it is newer than what was written.</summary>
    public IReadOnlyList<Segment>? Transcript { get; init; }
}
