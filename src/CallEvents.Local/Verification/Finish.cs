using CallEvents.Local.Revont;
using CallEvents.Local.View;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Feed;
using Microsoft.Extensions.Options;

namespace CallEvents.Local.Verification;

/// <summary>The end of a run: waits, within bounds, for what is on its way, and judges.</summary>
internal sealed class Finish(
    IRevont revont, EvidenceReader evidence, SnapshotReader snapshots, IOptions<PollingOptions> polling, IOptions<TranscriptOptions> transcripts, TimeProvider time)
{
    private static readonly TimeSpan Rhythm = TimeSpan.FromMilliseconds(500);

    /// <summary>For a commit, a publish and the handling of it on a busy machine.</summary>
    private static readonly TimeSpan Handling = TimeSpan.FromSeconds(5);

    /// <param name="wanted">What must have been told and handled, if there is time for it.</param>
    /// <param name="patience">How long to wait for it without progress.</param>
    /// <param name="atMost">How long to wait with progress.</param>
    /// <param name="hurry">Waits no longer.</param>
    public async Task<Verdict> RunAsync(Cutoff wanted, TimeSpan patience, TimeSpan atMost, CancellationToken hurry)
    {
        var (started, moved, handled) = (time.GetTimestamp(), time.GetTimestamp(), -1L);
        while (true)
        {
            var happened = await evidence.ReadAsync(CancellationToken.None);
            var verdict = Judge.Of(revont.Expect(wanted, happened), happened);
            if (snapshots.Read().Handled is var now && now != handled)
                (moved, handled) = (time.GetTimestamp(), now);

            if (!verdict.Lost || hurry.IsCancellationRequested || time.GetElapsedTime(moved) > patience || time.GetElapsedTime(started) > atMost)
                return verdict with { Problems = Judge.Of(revont.Expect(wanted.NotAfter(Fair()), happened), happened).Problems };

            await Task.Delay(Rhythm, time, hurry).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What came later than this nobody could have seen by now.</summary>
    private Cutoff Fair()
    {
        var seen = time.GetUtcNow() - polling.Value.Interval - Handling;

        // The longest pause between two checks, with its jitter.
        return new Cutoff(seen, seen - transcripts.Value.MaxRetry * 1.2);
    }
}
