using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Ledger;

namespace CallEvents.Poller.Feed;

/// <summary>Reschedules transcript checks that a fast clock, corrected since, has planned too far ahead.</summary>
internal sealed class StrandedCheckPass(
    LedgerReader reader,
    LedgerWriter ledger,
    RereadSchedule schedule,
    ServerClock clock,
    TranscriptOptions transcripts
)
{
    private const int BatchSize = 500;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await StrandedAsync(cancellationToken) is { Count: > 0 } checks)
            await Task.WhenAll(checks.Select(check => ledger.CommitAsync(Reschedule(check), cancellationToken)));
    }

    private Task<List<StrandedCheck>> StrandedAsync(CancellationToken cancellationToken) =>
        reader.StrandedChecksAsync(schedule.Workspace, clock.Now + TranscriptSchedule.MaxDelay(transcripts), BatchSize, cancellationToken);

    private ItemChanges Reschedule(StrandedCheck check) =>
        new(check.CallId) { NextCheckAt = TranscriptSchedule.Reschedule(check.Transcript, transcripts, clock.Now) };
}
