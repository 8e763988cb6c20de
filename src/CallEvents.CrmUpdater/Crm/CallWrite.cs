using CallEvents.Contracts;

namespace CallEvents.CrmUpdater.Crm;

/// <summary>The parts of one call to write: its fields, its transcript, or both.</summary>
internal sealed record CallWrite
{
    /// <summary>The key of the record: the call's id, or <c>workspace/id</c> (setting <c>Crm:Key</c>).</summary>
    public required string Key { get; init; }

    public required string Workspace { get; init; }

    /// <summary>Why the newest message was published: <c>live</c>, <c>backfill</c>, <c>reread</c>, <c>replay</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>The call as in the newest message.</summary>
    public required Call Call { get; init; }

    /// <summary>The revision of the fields; null: they are not newer than what was written, and stay unchanged.</summary>
    public long? FieldsRevision { get; init; }

    /// <summary>The revision of <see cref="Transcript"/>; null: it is not newer, and stays unchanged.</summary>
    public long? TranscriptRevision { get; init; }

    /// <summary>The transcript and its state; null when it is not newer.</summary>
    public CallTranscript? Transcript { get; init; }

    /// <summary>The transcript as lines for people; null when <see cref="Transcript"/> has no segments to write.</summary>
    public string? TranscriptText { get; init; }

    /// <summary>
    /// One of <see cref="TranscriptStates"/>, also when the transcript is not newer. Null stands for that of <see cref="Transcript"/>, or
    /// without it for <c>pending</c>.
    /// </summary>
    public string? TranscriptState { get; init; }

    /// <summary>
    /// The CRM's properties to write, by name; null clears one that was written with a value before. Values are <see cref="string"/>,
    /// <see cref="double"/>, <see cref="long"/> or <see cref="DateTimeOffset"/>. Empty for an adapter without a table of properties.
    /// </summary>
    public IReadOnlyDictionary<string, object?> Properties { get; init; } = new Dictionary<string, object?>();

    /// <summary>The event's fields (JSON names, such as <c>outcome</c>) that were written with a value before and are null now.</summary>
    public IReadOnlyList<string> Cleared { get; init; } = [];

    /// <summary>The rep, if the people file knows him.</summary>
    public ServiceDefaults.People.Person? Rep { get; init; }

    /// <summary>The CRM's id of the record, if we have written one: it is updated by this id, and never made anew.</summary>
    public string? RecordId { get; init; }

    /// <summary>What we have linked to the record before.</summary>
    public RecordLinks Links { get; init; } = RecordLinks.None;
}

/// <summary>A transcript, or why there is none.</summary>
/// <param name="State">One of <see cref="TranscriptStates"/>.</param>
/// <param name="Segments">Empty unless the state is <c>ready</c>.</param>
internal sealed record CallTranscript(string State, IReadOnlyList<Segment> Segments);

/// <summary>The states of a transcript in the CRM.</summary>
internal static class TranscriptStates
{
    public const string Pending = "pending";
    public const string Ready = "ready";
    public const string Unavailable = "unavailable";
}

/// <summary>The CRM's records that we have linked to a call's record.</summary>
/// <param name="Contact">The id of the contact or lead; null for none.</param>
/// <param name="Others">Companies and deals, as <c>company:ID</c> or <c>deal:ID</c>.</param>
internal sealed record RecordLinks(string? Contact, IReadOnlyList<string> Others)
{
    public static RecordLinks None { get; } = new(null, []);
}
