using System.Collections.Concurrent;
using CallEvents.Poller.Calls;

namespace CallEvents.Poller.Outbox;

/// <summary>
/// Holds event types back while bindings of their subscribers are known to be missing; for all workspaces of the process.
/// </summary>
internal sealed class BindingGate(PublishingOptions options, TimeProvider time)
{
    /// <summary>More than twice the interval in which subscribers bind their queues again.</summary>
    public static readonly TimeSpan RebindTime = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<CallEventType, long> lostAt = new();
    private volatile IReadOnlyList<MissingBinding>? missing = options.ExpectQueues.Count == 0 ? [] : null;

    /// <summary>The bindings of expected queues that were missing when the broker was last asked.</summary>
    public IReadOnlyList<MissingBinding> Missing => missing ?? [];

    /// <summary>How long until it may be open again; null while it holds nothing back.</summary>
    public TimeSpan? UntilNextCheck => Enum.GetValues<CallEventType>().All(Allows) ? null : CheckInterval;

    public bool Allows(CallEventType type) =>
        (!lostAt.TryGetValue(type, out var at) || time.GetElapsedTime(at) >= RebindTime)
        && (
            !options.WaitForExpected
            || missing?.All(binding => binding.Type != type) is true
            || (missing is null && !options.Requires(type))
        );

    /// <summary>
    /// All bindings of the type's exchange are gone. The first queue that is bound again makes its events routable, and they would miss the
    /// others: they wait until every subscriber has had the time to bind.
    /// </summary>
    public void HoldUntilBoundAgain(CallEventType type) => lostAt[type] = time.GetTimestamp();

    /// <summary>The broker has answered. Until it does for the first time, the types that wait for a subscriber are held back.</summary>
    public void Update(IReadOnlyList<MissingBinding> found) => missing = found;

    /// <summary>The broker's management does not answer: its last answer holds, and without one nothing is held back.</summary>
    public void KeepLastAnswer() => missing ??= [];
}
