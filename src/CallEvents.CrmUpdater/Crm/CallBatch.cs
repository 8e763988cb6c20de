namespace CallEvents.CrmUpdater.Crm;

/// <summary>Calls to write in one go; each call at most once.</summary>
/// <param name="Calls">At most as many as the CRM takes.</param>
/// <param name="EnsureFresh">
/// Called immediately before each request that writes: throws <see cref="OperationCanceledException"/> when the state of the calls was
/// read too long ago, since another replica may have written newer ones meanwhile.
/// </param>
internal sealed record CallBatch(IReadOnlyList<CallWrite> Calls, Action EnsureFresh);
