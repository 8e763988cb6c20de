using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Feed;

/// <summary>Tries again, slowly, what was set aside: gaps, parked calls and items, and checks that a wrong clock has put off for days.</summary>
internal sealed class ParkedRetryPass(
    SliceWalker walker, RevontGateway gateway, LedgerReader reader, LedgerWriter ledger, WorkspaceRow workspace, RereadSchedule schedule, ServerClock clock, TranscriptOptions transcripts)
{
    private const int BatchSize = 500;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await RescheduleStrandedChecksAsync(cancellationToken);
        foreach (var gap in await reader.DueGapsAsync(workspace.Name, clock.Now, cancellationToken))
        {
            var slice = new Slice(gap.From, gap.To);
            if (await WalkAsync(slice, cancellationToken))
                await ledger.CommitAsync(new ChangeSet { GapClosed = slice }, cancellationToken);
        }

        foreach (var parked in await reader.DueParkedAsync(workspace.Name, clock.Now, cancellationToken))
        {
            if (parked.IsCall)
                await RetryCallAsync(parked, cancellationToken);
            else
                await RetrySliceAsync(parked, cancellationToken);
        }
    }

    private async Task RescheduleStrandedChecksAsync(CancellationToken cancellationToken)
    {
        while (await reader.StrandedChecksAsync(workspace.Name, clock.Now + TranscriptSchedule.MaxDelay(transcripts), BatchSize, cancellationToken) is { Count: > 0 } checks)
        {
            await Task.WhenAll(checks.Select(check => ledger.CommitAsync(
                new ChangeSet { Postponed = (check.CallId, TranscriptSchedule.Reschedule(check.Transcript, transcripts, clock.Now)) }, cancellationToken)));
        }
    }

    /// <summary>Whether the slice could be read to its end.</summary>
    private async Task<bool> WalkAsync(Slice slice, CancellationToken cancellationToken)
    {
        var complete = true;
        await foreach (var page in walker.WalkAsync(slice, Lane.Reread, twice: false, cancellationToken))
        {
            complete &= page.Gap is null;
            await ledger.CommitAsync(PageMapper.Map(page, Lane.Reread), cancellationToken);
        }

        return complete;
    }

    private async Task RetryCallAsync(ParkedRow parked, CancellationToken cancellationToken)
    {
        var answer = await gateway.GetAsync(Lane.Reread, parked.Key, cancellationToken);
        await ledger.CommitAsync(
            answer.Failure switch
            {
                ApiFailure.None when parked.IsFromPage => ObserveByDetail(parked, answer),
                ApiFailure.None => DetailMapper.Map(parked.Key, answer.Value!, answer.SentAt, Lane.Reread, clock.Now),
                ApiFailure.NotFound when !parked.IsFromPage || IsBeyondRereads(parked.To) => new ChangeSet { Unparked = parked.Key },
                _ => KeepParked(parked),
            },
            cancellationToken);
    }

    /// <summary>
    /// A call whose item in the pages cannot be read is observed by its own answer, hour by hour, until a page shows it well or
    /// none will show it any more.
    /// </summary>
    private ChangeSet ObserveByDetail(ParkedRow parked, ApiResult<RevontCall> answer)
    {
        var observed = DetailMapper.Map(parked.Key, answer.Value!, answer.SentAt, Lane.Reread, clock.Now);
        var createdAt = observed.Observations is [CallObservation.FromDetail { Call.CreatedAt.Value: { } shown }] ? shown : parked.To;
        return IsBeyondRereads(createdAt) ? observed with { Unparked = parked.Key } : observed with { Malformed = KeepParked(parked).Malformed };
    }

    /// <summary>
    /// Whether no page will show a call of that time any more. Until then one that does would park it anew, and warn again, however
    /// often its own answer says that it is gone. One whose answer shows no time is no younger than its slice.
    /// </summary>
    private bool IsBeyondRereads(DateTimeOffset createdAt) => createdAt < schedule.OldestReread(clock.Now);

    /// <summary>An item without an id is found by its slice only. If it is no longer there as it was, it was mended or is gone.</summary>
    private async Task RetrySliceAsync(ParkedRow parked, CancellationToken cancellationToken)
    {
        var there = false;
        await foreach (var page in walker.WalkAsync(new Slice(parked.From, parked.To), Lane.Reread, twice: false, cancellationToken))
        {
            var observed = PageMapper.Map(page, Lane.Reread);
            there |= page.Gap is not null || observed.Malformed.Any(item => item.Key == parked.Key);
            await ledger.CommitAsync(observed, cancellationToken);
        }

        await ledger.CommitAsync(there ? KeepParked(parked) : new ChangeSet { Unparked = parked.Key }, cancellationToken);
    }

    private static ChangeSet KeepParked(ParkedRow parked) => new()
    {
        Malformed = [new MalformedItem(parked.Key, parked.IsCall, parked.IsFromPage ? new Slice(parked.From, parked.To) : null, parked.Error, IsRetry: true)],
    };
}
