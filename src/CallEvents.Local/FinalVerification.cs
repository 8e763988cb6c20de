using CallEvents.Local.Revont;
using CallEvents.Local.Verification;
using CallEvents.Local.View;
using CallEvents.Poller.Calls;
using CallEvents.Poller.Feed;
using Microsoft.Extensions.Options;

namespace CallEvents.Local;

/// <summary>Verifies the deliveries at the end of a run; waits, within limits, for those still outstanding.</summary>
internal sealed class FinalVerification(
    IRevont revont,
    DeliveryRecordReader deliveryReader,
    SnapshotReader snapshots,
    IOptions<PollingOptions> polling,
    IOptions<TranscriptOptions> transcripts,
    LocalOptions options,
    TimeProvider time
)
{
    private static readonly TimeSpan CheckInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Time to commit, publish and handle an event on a busy machine.</summary>
    private static readonly TimeSpan HandlingAllowance = TimeSpan.FromSeconds(5);

    /// <param name="cutoff">The calls and transcripts to wait for.</param>
    /// <param name="idleLimit">How long to wait without progress.</param>
    /// <param name="totalLimit">How long to wait in total.</param>
    /// <param name="forcedShutdown">Ends the wait.</param>
    public async Task<VerificationReport> RunAsync(Cutoff cutoff, TimeSpan idleLimit, TimeSpan totalLimit, CancellationToken forcedShutdown)
    {
        var (startedAt, progressAt, lastHandled) = (time.GetTimestamp(), time.GetTimestamp(), -1L);
        while (true)
        {
            var deliveries = await deliveryReader.ReadAsync(CancellationToken.None);
            var report = Verify(cutoff, deliveries);
            if (snapshots.Read().Handled is var handled && handled != lastHandled)
                (progressAt, lastHandled) = (time.GetTimestamp(), handled);

            if (
                !report.HasProblems
                || forcedShutdown.IsCancellationRequested
                || time.GetElapsedTime(progressAt) > idleLimit
                || time.GetElapsedTime(startedAt) > totalLimit
            )
            {
                var reachable = Verify(cutoff.Min(GetReachableCutoff()), deliveries);
                return report with
                {
                    Problems = reachable.Problems,
                    Missing = reachable.Missing,
                    Interrupted = report.Missing - reachable.Missing,
                };
            }

            await Task.Delay(CheckInterval, time, forcedShutdown)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private VerificationReport Verify(Cutoff cutoff, DeliveryRecord deliveries)
    {
        var expected = revont.ListExpectedCalls(cutoff, deliveries);

        // The built-in rule alerts of every lost call; what other rules alert of is not known here.
        return DeliveryVerifier.Verify(
            options.RulesFile is null ? expected : [.. expected.Select(call => call with { Alerted = false })],
            deliveries
        );
    }

    /// <summary>The latest calls and transcripts that the poller could have discovered by now.</summary>
    private Cutoff GetReachableCutoff()
    {
        var listedBy = time.GetUtcNow() - polling.Value.Interval - HandlingAllowance;

        // The longest delay between two transcript checks, with its jitter.
        return new Cutoff(listedBy, listedBy - transcripts.Value.MaxRetry * 1.2);
    }
}
