using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Feed;

/// <summary>Tries again, slowly, what was set aside: gaps, parked calls and items, and checks that a wrong clock has put off for days.</summary>
internal sealed class SetAsidePass(
    SliceWalker walker, RevontGateway gateway, LedgerReader reader, LedgerWriter ledger, WorkspaceRow workspace, RereadLines lines, ApiClock clock, TranscriptOptions transcripts)
{
    private const int AtOnce = 500;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await PlanAnewAsync(cancellationToken);
        foreach (var gap in await reader.DueGapsAsync(workspace.Name, clock.Now, cancellationToken))
        {
            var slice = new Slice(gap.From, gap.To);
            if (await WalkAsync(slice, cancellationToken))
                await ledger.CommitAsync(new Commit { GapClosed = slice }, cancellationToken);
        }

        foreach (var parked in await reader.DueParkedAsync(workspace.Name, clock.Now, cancellationToken))
        {
            if (parked.IsCall)
                await AskAsync(parked, cancellationToken);
            else
                await WalkAgainAsync(parked, cancellationToken);
        }
    }

    private async Task PlanAnewAsync(CancellationToken cancellationToken)
    {
        while (await reader.StrandedChecksAsync(workspace.Name, clock.Now + TranscriptSchedule.Furthest(transcripts), AtOnce, cancellationToken) is { Count: > 0 } checks)
        {
            await Task.WhenAll(checks.Select(check => ledger.CommitAsync(
                new Commit { Postponed = (check.CallId, TranscriptSchedule.Anew(check.Transcript, transcripts, clock.Now)) }, cancellationToken)));
        }
    }

    /// <summary>Whether the slice could be read to its end.</summary>
    private async Task<bool> WalkAsync(Slice slice, CancellationToken cancellationToken)
    {
        var complete = true;
        await foreach (var page in walker.WalkAsync(slice, Lane.Reread, twice: false, cancellationToken))
        {
            complete &= page.Gap is null;
            await ledger.CommitAsync(PageReader.Read(page, Lane.Reread), cancellationToken);
        }

        return complete;
    }

    private async Task AskAsync(ParkedRow parked, CancellationToken cancellationToken)
    {
        var answer = await gateway.GetAsync(Lane.Reread, parked.Key, cancellationToken);
        await ledger.CommitAsync(
            answer.Failure switch
            {
                ApiFailure.None when parked.ByPage => ReadInstead(parked, answer),
                ApiFailure.None => DetailReader.Read(parked.Key, answer.Value!, answer.SentAt, Lane.Reread, clock.Now),
                ApiFailure.NotFound when !parked.ByPage || IsPast(parked.To) => new Commit { Unparked = parked.Key },
                _ => Again(parked),
            },
            cancellationToken);
    }

    /// <summary>
    /// A call whose item in the pages cannot be read is observed by its own answer, hour by hour, until a page shows it well or
    /// none will show it any more.
    /// </summary>
    private Commit ReadInstead(ParkedRow parked, ApiAnswer<RevontCall> answer)
    {
        var observed = DetailReader.Read(parked.Key, answer.Value!, answer.SentAt, Lane.Reread, clock.Now);
        var createdAt = observed.Answers is [Answer.Detailed { Call.CreatedAt.Value: { } shown }] ? shown : parked.To;
        return IsPast(createdAt) ? observed with { Unparked = parked.Key } : observed with { Unreadable = Again(parked).Unreadable };
    }

    /// <summary>
    /// Whether no page will show a call of that time any more. Until then one that does would park it anew, and warn again, however
    /// often its own answer says that it is gone. One whose answer shows no time is no younger than its slice.
    /// </summary>
    private bool IsPast(DateTimeOffset createdAt) => createdAt < lines.Deepest(clock.Now);

    /// <summary>An item without an id is found by its slice only. If it is no longer there as it was, it was mended or is gone.</summary>
    private async Task WalkAgainAsync(ParkedRow parked, CancellationToken cancellationToken)
    {
        var there = false;
        await foreach (var page in walker.WalkAsync(new Slice(parked.From, parked.To), Lane.Reread, twice: false, cancellationToken))
        {
            var observed = PageReader.Read(page, Lane.Reread);
            there |= page.Gap is not null || observed.Unreadable.Any(item => item.Key == parked.Key);
            await ledger.CommitAsync(observed, cancellationToken);
        }

        await ledger.CommitAsync(there ? Again(parked) : new Commit { Unparked = parked.Key }, cancellationToken);
    }

    private static Commit Again(ParkedRow parked) => new()
    {
        Unreadable = [new Unreadable(parked.Key, parked.IsCall, parked.ByPage ? new Slice(parked.From, parked.To) : null, parked.Error, Again: true)],
    };
}
