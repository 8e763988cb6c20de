using CallEvents.Alerting.Commands.Reading;
using CallEvents.Contracts;

namespace CallEvents.Alerting.Commands.Backtest;

/// <summary>The past calls of a workspace, from the cache where it has them, else from the API.</summary>
internal sealed class PastCallSource(string workspace, CallReader reader, CallCache? cache, TimeProvider time) : IDisposable
{
    private long cached;

    public string Workspace => workspace;

    /// <summary>How many requests were sent.</summary>
    public long Sent => reader.Sent;

    /// <summary>How many calls were taken from the cache, with their transcripts.</summary>
    public long Cached => Interlocked.Read(ref cached);

    /// <summary>The calls of a day in UTC, without transcripts.</summary>
    /// <exception cref="ApiTroubleException">The API does not answer, or rejects the key.</exception>
    /// <exception cref="UnreadableCallException">The API answers, but not for this day.</exception>
    public async Task<CachedDay> ListAsync(DateTimeOffset day, CancellationToken cancellationToken)
    {
        if (cache?.FindDay(day) is { } known)
            return known;
        var readAt = time.GetUtcNow();
        var next = day.AddDays(1);

        // The API's times are whole seconds: a call in the last second of the day is found by the next one only.
        var list = await reader.ListAsync(day, next, cancellationToken);
        var calls = list.Calls.Where(call => call.CreatedAt >= day && call.CreatedAt < next);
        var content = new CachedDay(readAt, [.. calls], list.Unreadable);
        cache?.Store(day, content);
        return content;
    }

    /// <summary>A call of a list with its transcript; null where it was deleted meanwhile.</summary>
    /// <exception cref="ApiTroubleException">The API does not answer, or rejects the key.</exception>
    public async Task<PastCall?> ReadAsync(Call call, CancellationToken cancellationToken)
    {
        if (cache?.Find(call) is { } known)
        {
            Interlocked.Increment(ref cached);
            return known.Past;
        }

        try
        {
            var readAt = time.GetUtcNow();
            var past = await reader.FindAsync(call.Id, cancellationToken);
            cache?.Store(call.Id, new(readAt, past));
            return past;
        }
        catch (UnreadableCallException unreadable)
        {
            return new(call, Transcript: null, unreadable.Message);
        }
    }

    public void Dispose() => reader.Dispose();
}
