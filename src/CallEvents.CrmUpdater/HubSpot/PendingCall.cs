using CallEvents.CrmUpdater.Crm;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>A call on its way through the requests of a batch.</summary>
internal sealed class PendingCall(CallWrite write)
{
    public CallWrite Write => write;

    /// <summary>Set as soon as it is known what becomes of the call.</summary>
    public WriteResult? Result { get; set; }

    /// <summary>The id of the record, once it is written.</summary>
    public string? WrittenId { get; set; }

    /// <summary>Its record was deleted, and it gets a new one.</summary>
    public bool IsRecreated { get; set; }

    /// <summary>HubSpot refuses its owner, such as a user who has left.</summary>
    public bool IsOwnerRefused { get; set; }

    public bool IsCreated { get; set; }

    /// <summary>Whether <see cref="Contact"/> is the contact of the call's address of now; if not, its links stay as they are.</summary>
    public bool IsContactKnown { get; set; }

    /// <summary>The contact of the address; null if it has none.</summary>
    public string? Contact { get; set; }

    /// <summary>What we have linked to the record.</summary>
    public RecordLinks Links { get; set; } = write.Links;

    /// <summary>Companies and deals that belong to the contact of now, as in <see cref="RecordLinks.Others"/>.</summary>
    public IReadOnlyList<string> WantedOthers { get; set; } = [];

    /// <summary>Whether its next request may be sent.</summary>
    public bool IsOpen => Result is null;
}
