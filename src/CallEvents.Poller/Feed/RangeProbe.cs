using CallEvents.Poller.Api;
using CallEvents.Poller.Calls;
using CallEvents.Revont.Requests;

namespace CallEvents.Poller.Feed;

/// <summary>Asks for single seconds: whether the API answers elsewhere, and where a range that it refuses begins and ends.</summary>
internal sealed class RangeProbe(RevontGateway gateway, TimeProvider time, Random random)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Validity = TimeSpan.FromSeconds(10);

    private long? answeredAt;

    private ServerClock Clock => gateway.Account.Clock;

    /// <summary>An outage must not become a gap: requests one call of two seconds that are far from the slice.</summary>
    public async Task<bool> AnswersElsewhereAsync(Slice slice, Lane lane, CancellationToken cancellationToken)
    {
        if (answeredAt is { } last && time.GetElapsedTime(last) < Validity)
            return true;
        var now = Clock.Now;
        var newest = new Slice(now - Second, now);
        var older = new Slice(slice.From - TimeSpan.FromDays(1), slice.From - TimeSpan.FromDays(1) + Second);
        foreach (var elsewhere in (Slice[])(slice.To < newest.From ? [newest, older] : [older]))
        {
            var result = await gateway.ListAsync(lane, elsewhere, null, cancellationToken, limit: 1);
            if (result is not { Failure: ApiFailure.None, Value.IsConsistent: true })
                continue;
            answeredAt = time.GetTimestamp();
            return true;
        }

        return false;
    }

    /// <summary>
    /// Finds a range that is refused as a whole: its ends are found by halving between a second that is refused and one that is not. What
    /// is between two refused seconds is not asked for; a later retry asks for other seconds there.
    /// </summary>
    /// <returns>Null when every second that was asked for is readable: few seconds, far apart, are the problem.</returns>
    public async Task<Slice?> FindRefusedAsync(Slice slice, Lane lane, RecoveryBudget budget, CancellationToken cancellationToken)
    {
        var seconds = (long)slice.Length.TotalSeconds;
        var third = seconds / 3;
        List<(long Offset, bool IsRefused)> samples = [];
        foreach (var offset in (long[])[0, Any(0), Any(third), Any(2 * third), seconds - 1])
            samples.Add((offset, await IsRefusedAsync(offset)));

        var first = samples.FindIndex(sample => sample.IsRefused);
        if (first < 0)
            return null;
        var next = samples.FindIndex(first, sample => !sample.IsRefused);
        var from = first == 0 ? 0 : await HalveAsync(samples[first - 1].Offset, samples[first].Offset);
        var to = next < 0 ? seconds - 1 : await HalveAsync(samples[next].Offset, samples[next - 1].Offset);
        return new Slice(slice.From.AddSeconds(from), slice.From.AddSeconds(to + 1));

        long Any(long start) => start + random.NextInt64(Math.Max(1, third));

        async Task<bool> IsRefusedAsync(long offset)
        {
            budget.Spend();
            var second = new Slice(slice.From.AddSeconds(offset), slice.From.AddSeconds(offset + 1));
            var result = await gateway.ListAsync(lane, second, null, cancellationToken, isSuspect: true);
            if (result.Failure == ApiFailure.TimedOut)
                result = await gateway.ListAsync(lane, second, null, cancellationToken, isSuspect: true);
            return result.Failure != ApiFailure.None;
        }

        // The refused second next to a readable one. With the budget spent, what is not known counts as refused.
        async Task<long> HalveAsync(long readable, long refused)
        {
            while (Math.Abs(refused - readable) > 1 && !budget.IsSpent)
            {
                var middle = (readable + refused) / 2;
                if (await IsRefusedAsync(middle))
                    refused = middle;
                else
                    readable = middle;
            }

            return readable < refused ? readable + 1 : readable - 1;
        }
    }
}
