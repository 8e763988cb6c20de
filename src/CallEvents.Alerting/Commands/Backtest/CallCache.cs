using CallEvents.Alerting.Commands.Reading;
using CallEvents.Contracts;

namespace CallEvents.Alerting.Commands.Backtest;

/// <summary>
/// What was read of a workspace, for the next run. What was read two days after the call or later counts for good: the delete of the
/// directory reads it anew. Of a younger call, score, outcome and transcript may still come: it counts for six hours.
/// </summary>
internal sealed class CallCache(CacheDirectory directory, TimeProvider time)
{
    private const string Days = "days";
    private const string Calls = "calls";

    private static readonly TimeSpan SettledAfter = TimeSpan.FromDays(2);
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(6);

    /// <summary>The calls of a day; null where they have to be read.</summary>
    public CachedDay? FindDay(DateTimeOffset day) =>
        directory.Read<CachedDay>(Days, NameOf(day)) is { } known && Counts(known.ReadAt, day.AddDays(1)) ? known : null;

    public void Store(DateTimeOffset day, CachedDay content) => directory.Store(Days, NameOf(day), content);

    /// <summary>A call with its transcript, if it has one; null where it has to be read.</summary>
    public CachedCall? Find(Call call) =>
        directory.Read<CachedCall>(Calls, call.Id) is { } known && Counts(known.ReadAt, call.CreatedAt) ? known : null;

    public void Store(string callId, CachedCall content) => directory.Store(Calls, callId, content);

    private bool Counts(DateTimeOffset readAt, DateTimeOffset happenedAt) =>
        readAt - happenedAt >= SettledAfter || time.GetUtcNow() - readAt < Fresh;

    private static string NameOf(DateTimeOffset day) => $"{day.UtcDateTime:yyyy-MM-dd}";
}

/// <summary>The calls of a day as a page showed them.</summary>
/// <param name="ReadAt">When the first page was read: later calls of the day are not among them.</param>
/// <param name="Calls">Without transcripts.</param>
/// <param name="Unreadable">How many items could not be read.</param>
internal sealed record CachedDay(DateTimeOffset ReadAt, IReadOnlyList<Call> Calls, int Unreadable);

/// <summary>A call as it was read.</summary>
/// <param name="ReadAt">When.</param>
/// <param name="Past">The call; null where the API knew it no more.</param>
internal sealed record CachedCall(DateTimeOffset ReadAt, PastCall? Past);
