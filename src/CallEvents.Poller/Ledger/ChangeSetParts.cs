using CallEvents.Poller.Calls;
using CallEvents.Revont.Calls;
using CallEvents.ServiceDefaults.Database;

namespace CallEvents.Poller.Ledger;

/// <summary>
/// Writes a change set that cannot be written as a whole observation by observation, and parks the call of each that cannot be written
/// alone either. Otherwise one such call would fail its page, or its check, without end.
/// </summary>
internal static class ChangeSetParts
{
    /// <summary>Whether it has observations, each of which can be written alone.</summary>
    public static bool CanBeTaken(ChangeSet changes) =>
        changes
            is PageChanges { Observations.Count: > 0 }
                or ItemChanges { Observation: not null }
                or ReplayedCalls { Observations.Count: > 0 };

    /// <summary>Whether a change may be the reason of the failure, and not the lease, the database or the connection to it.</summary>
    public static bool MayBeTheReason(Exception exception) =>
        exception is not LeaseLostException
        && exception.GetBaseException() is not IOException
        && TransientDatabaseError.Describe(exception) is null;

    public static async Task WriteAsync(ChangeSet changes, Func<ChangeSet, Task> write, Func<DateTimeOffset> now)
    {
        switch (changes)
        {
            case PageChanges page:
                List<MalformedItem> unwritable = [];
                foreach (var observation in page.Observations)
                {
                    var part = new PageChanges
                    {
                        Lane = page.Lane,
                        Slice = page.Slice,
                        Observations = [observation],
                        RetriesGivenUp = page.RetriesGivenUp,
                        LastWalkStart = page.LastWalkStart,
                        AcceptedFrom = page.AcceptedFrom,
                    };
                    if (await TryAsync(part, write) is { } error)
                        unwritable.Add(new MalformedItem(observation.CallId, IsCall: true, error));
                }

                await write(page with { Observations = [], Malformed = [.. page.Malformed, .. unwritable] });
                break;
            case ReplayedCalls replay:
                var left = 0;
                foreach (var observation in replay.Observations)
                    left += await TryAsync(new ReplayedCalls(replay.Order, [observation]), write) is null ? 0 : 1;
                if (replay.Job is { } step)
                    await write(new JobProgress { Job = step with { Unreadable = step.Unreadable + left } });
                break;
            case ItemChanges item:
                if (await TryAsync(item, write) is { } reason)
                {
                    var park = new ParkRequest(new MalformedItem(item.Key, IsCall: true, reason), Slice: null, IsRetry: true);
                    await write(new ItemChanges(item.Key) { Park = park, NextCheckAt = now() + RetryIntervals.Parked });
                }

                break;
        }
    }

    /// <returns>Why it cannot be written; null when it was.</returns>
    private static async Task<string?> TryAsync(ChangeSet changes, Func<ChangeSet, Task> write)
    {
        try
        {
            await write(changes);
            return null;
        }
        catch (Exception exception) when (MayBeTheReason(exception))
        {
            return $"cannot be written: {exception.GetType().Name}";
        }
    }
}
