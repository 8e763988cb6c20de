namespace CallEvents.CrmUpdater.State;

/// <summary>
/// The only row of its table: counts the process starts. What the present process has not saved itself may be from before a restored
/// backup, and is compared with the CRM before it is written.
/// </summary>
internal sealed class StateEpoch
{
    public int Id { get; init; }

    public long Epoch { get; set; }
}
