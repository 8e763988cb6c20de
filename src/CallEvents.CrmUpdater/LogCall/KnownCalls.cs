using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.Setup;
using CallEvents.CrmUpdater.State;
using CallEvents.ServiceDefaults.Downstream;
using Microsoft.Extensions.Options;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>
/// Finds out what was written of the calls of a batch: by their claimed rows, and where these may be older than the CRM, by its records.
/// </summary>
internal sealed class KnownCalls(ICrm crm, CrmSetup setup, CrmState state, IOptions<CrmOptions> options)
{
    /// <summary>A call created within this time before the start may show another clock than ours.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    public async Task<KnownBatch> ReadAsync(
        IReadOnlyList<PendingCall> batch,
        BatchClaim claim,
        PreparedCrm prepared,
        CancellationToken cancellationToken
    )
    {
        var rows = claim.Rows.ToDictionary(row => new CallKey(row.Workspace, row.CallId));
        var known = new KnownBatch(
            rows.ToDictionary(
                row => row.Key,
                row => options.Value.Recreate && row.Value.IsGone ? new KnownCall { Key = row.Key } : KnownCall.Of(row.Value)
            )
        );
        foreach (var call in batch.Where(call => !rows.ContainsKey(call.Key)))
            known.Refusals[call.Key] = DownstreamResult.Busy("another replica writes the call", isOwn: true);

        // The log keeps no record that one workspace could write over another's.
        if (options.Value.IsKeyCallId && crm.Name != LogCrm.AdapterName)
            await RefuseForeignAsync(batch, prepared, known, cancellationToken);

        var uncertain = batch.Where(call => !known.Refusals.ContainsKey(call.Key) && IsUncertain(rows[call.Key], call)).ToList();
        if (uncertain.Count == 0)
            return known;
        try
        {
            var found = await crm.FindAsync([.. uncertain.Select(call => KeyOf(call.Key))], cancellationToken);
            foreach (var call in uncertain)
                Complete(known, call.Key, found.GetValueOrDefault(KeyOf(call.Key)), prepared);
            return known;
        }
        catch (CrmFailureException exception)
        {
            return known with { Failure = exception.Failure.ToDownstream() };
        }
    }

    /// <summary>The key of a call's record in the CRM.</summary>
    private string KeyOf(CallKey call) => options.Value.KeyOf(call.Workspace, call.CallId);

    /// <summary>
    /// Whether the row, or its absence, may be due to a lost or restored state, or to a write that was not saved. A call that is newer than
    /// the start of this process cannot have been written by another one before.
    /// </summary>
    private bool IsUncertain(CrmRecord row, PendingCall call) =>
        row.SavedIn == CrmRecord.Unclear
        || row.SavedIn != setup.Epoch
            && (row.FieldsRevision is not null || call.NewestFields.Call.CreatedAt < setup.StartedAt - ClockTolerance);

    private async Task RefuseForeignAsync(
        IReadOnlyList<PendingCall> batch,
        PreparedCrm prepared,
        KnownBatch known,
        CancellationToken cancellationToken
    )
    {
        var foreign = await state.FindForeignAsync(prepared.Target, [.. batch.Select(call => call.Key)], cancellationToken);
        foreach (var call in batch.Where(call => foreign.Contains(call.Key.CallId)))
            known.Refusals[call.Key] = Foreign(call.Key);

        // Of several in one batch, the first is written, and the others meet its row.
        foreach (var call in batch.GroupBy(call => call.Key.CallId).SelectMany(same => same.Skip(1)))
            known.Refusals.TryAdd(call.Key, DownstreamResult.Busy("another workspace writes the same call id", isOwn: true));
    }

    private void Complete(KnownBatch known, CallKey key, FoundRecord? found, PreparedCrm prepared)
    {
        if (found is null)
            return;
        if (options.Value.IsKeyCallId && found.Workspace is { } workspace && workspace != key.Workspace)
            known.Refusals[key] = Foreign(key);
        else
            known.Calls[key] = known.Calls[key].With(found, prepared);
    }

    private static DownstreamResult Foreign(CallKey key) =>
        DownstreamResult.Rejected(
            $"call {key.CallId} was written by another workspace: set Crm:Key to workspace/callId",
            "OTHER_WORKSPACE"
        );
}

/// <summary>What is known of the calls of a batch.</summary>
/// <param name="Calls">By call; those that another replica holds are not among them.</param>
internal sealed record KnownBatch(Dictionary<CallKey, KnownCall> Calls)
{
    /// <summary>The calls that are not to be written now, with the reason.</summary>
    public Dictionary<CallKey, DownstreamResult> Refusals { get; } = [];

    /// <summary>Why the CRM could not be read.</summary>
    public DownstreamResult? Failure { get; init; }
}
