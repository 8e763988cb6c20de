using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.Setup;
using CallEvents.CrmUpdater.State;
using CallEvents.ServiceDefaults.Downstream;

namespace CallEvents.CrmUpdater.LogCall;

/// <summary>
/// Writes a batch to the CRM while it holds the claim of its calls: the state is read with the claim, and saved after the last request.
/// </summary>
internal sealed class BatchWriter(
    ICrm crm,
    CrmSetup setup,
    CrmState state,
    KnownCalls knownCalls,
    CallComposer composer,
    CrmMetrics metrics,
    TimeProvider time
)
{
    /// <summary>Gives each message of the batch its result. Never throws.</summary>
    public async Task CompleteAsync(IReadOnlyList<PendingCall> batch, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(batch, cancellationToken);
        }
        catch (Exception exception) when (batch.Count > 1 && !UnavailabilityError.IsUnavailable(exception))
        {
            // One of them has a value that can never be stored, such as U+0000 in an id: each gets its own answer.
            foreach (var call in batch)
                await CompleteAsync([call], cancellationToken);
        }
        catch (Exception exception)
        {
            foreach (var message in batch.SelectMany(call => call.Messages))
                message.Fail(exception);
        }
    }

    private async Task WriteAsync(IReadOnlyList<PendingCall> batch, CancellationToken cancellationToken)
    {
        if (await setup.EnsureAsync(cancellationToken) is { } failure)
        {
            Complete(batch, failure);
            return;
        }

        var prepared = setup.Prepared!;
        await using var claim = await BatchClaim.AcquireAsync(
            state,
            prepared.Target,
            [.. batch.Select(call => call.Key)],
            time,
            cancellationToken
        );
        using var holding = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, claim.Lost);
        try
        {
            await WriteAsync(batch, claim, prepared, holding.Token);
        }
        catch (OperationCanceledException) when (claim.IsLost && !cancellationToken.IsCancellationRequested)
        {
            // The process was paused, or the database away: all is read anew.
            Complete(batch, DownstreamResult.NotTried);
        }
    }

    private async Task WriteAsync(
        IReadOnlyList<PendingCall> batch,
        BatchClaim claim,
        PreparedCrm prepared,
        CancellationToken cancellationToken
    )
    {
        var known = await knownCalls.ReadAsync(batch, claim, prepared, cancellationToken);
        if (known.Failure is { } failure)
        {
            Complete(batch, failure);
            return;
        }

        var results = new Dictionary<CallKey, DownstreamResult>();
        var compositions = new List<Composition>();
        foreach (var call in batch)
        {
            if (known.Refusals.TryGetValue(call.Key, out var refusal))
                results[call.Key] = refusal;
            else if (PendingParts.Of(known.Calls[call.Key], call) is { IsEmpty: false } parts)
                compositions.Add(composer.Compose(call, known.Calls[call.Key], parts, prepared));
        }

        var written = await UpsertAsync(batch, compositions, claim, cancellationToken);
        var outcomes = compositions.Zip(written).ToList();
        await claim.CompleteAsync(
            [.. outcomes.Select(pair => pair.First.ToSave(pair.Second)).OfType<SavedCall>()],
            [.. outcomes.Where(pair => pair.First.IsUnclear(pair.Second)).Select(pair => pair.First.Call.Key)],
            setup.Epoch,
            cancellationToken
        );
        foreach (var (composition, result) in compositions.Zip(written))
        {
            metrics.Record(composition, result);
            results[composition.Call.Key] = composition.IsGone
                ? DownstreamResult.Skipped
                : result.ToDownstream(crm.Name, composition.Call.Key.CallId);
        }

        foreach (var call in batch)
            Complete(call, results.GetValueOrDefault(call.Key), known.Calls.GetValueOrDefault(call.Key));
    }

    private async Task<IReadOnlyList<WriteResult>> UpsertAsync(
        IReadOnlyList<PendingCall> batch,
        List<Composition> compositions,
        BatchClaim claim,
        CancellationToken cancellationToken
    )
    {
        // A record that a person has deleted is not made anew: nothing is sent.
        var sent = compositions.Where(composition => !composition.IsGone).ToList();
        var results = new Dictionary<CallKey, WriteResult>();
        if (sent.Count > 0)
        {
            var answers = await SendAsync(batch, sent, claim, cancellationToken);
            foreach (var (composition, answer) in sent.Zip(answers))
                results[composition.Call.Key] = answer;
        }

        return [.. compositions.Select(composition => results.GetValueOrDefault(composition.Call.Key) ?? new WriteResult.Gone())];
    }

    private async Task<IReadOnlyList<WriteResult>> SendAsync(
        IReadOnlyList<PendingCall> batch,
        List<Composition> compositions,
        BatchClaim claim,
        CancellationToken cancellationToken
    )
    {
        var results = (await UpsertOnceAsync(batch, compositions, claim, cancellationToken)).ToArray();
        var unprepared = Enumerable.Range(0, results.Length).Where(index => results[index] is WriteResult.NotPrepared).ToList();
        if (unprepared.Count == 0)
            return results;

        // What an admin has deleted may be created again; only if that does not help, it is an outage.
        setup.Invalidate();
        if (await setup.EnsureAsync(cancellationToken) is not null)
            return results;
        var again = await UpsertOnceAsync(batch, [.. unprepared.Select(index => compositions[index])], claim, cancellationToken);
        foreach (var (index, result) in unprepared.Zip(again))
            results[index] = result;
        return results;
    }

    private async Task<IReadOnlyList<WriteResult>> UpsertOnceAsync(
        IReadOnlyList<PendingCall> batch,
        List<Composition> compositions,
        BatchClaim claim,
        CancellationToken cancellationToken
    )
    {
        using var activity = CrmTelemetry.StartUpsert(batch, crm);
        metrics.BatchSent(compositions.Count);
        claim.EnsureHeld();
        var results = await crm.UpsertCallsAsync(
            new CallBatch([.. compositions.Select(composition => composition.Write)], claim.EnsureHeld),
            cancellationToken
        );
        CrmTelemetry.Record(activity, results);
        return results;
    }

    private static void Complete(IReadOnlyList<PendingCall> batch, DownstreamResult result)
    {
        foreach (var message in batch.SelectMany(call => call.Messages))
            message.Complete(result);
    }

    /// <summary>A message that brought nothing newer is a repeat, independent of its call's others.</summary>
    private static void Complete(PendingCall call, DownstreamResult? result, KnownCall? known)
    {
        foreach (var message in call.Messages)
        {
            var isRepeat = known is not null && PendingParts.Of(known, message.Change).IsEmpty;
            message.Complete(isRepeat || result is null ? DownstreamResult.Skipped : result);
        }
    }
}
