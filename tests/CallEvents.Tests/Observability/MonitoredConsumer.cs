using System.Diagnostics.Metrics;
using CallEvents.Contracts;
using CallEvents.Tests.ServiceDefaults.Hosting;
using CallEvents.TestSupport;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Observability;

/// <summary>
/// Runs a consumer, with its own components and an in-memory bus, while its downstream goes away and comes back, rejects a message, and
/// while its messages have waited. Its clock is the test's: it moves by a minute for each sample, and on while something is awaited.
/// </summary>
internal sealed class MonitoredConsumer(ConsumerHost host, Func<int?> failures, FakeTimeProvider time, string job) : IDisposable
{
    /// <summary>A message that was handled before.</summary>
    private const int Repeated = 5;

    /// <summary>A message about history.</summary>
    private const int History = 6;

    /// <summary>The downstream is away from this minute on.</summary>
    public const int Away = 15;

    public const int Back = 35;

    /// <summary>A message is rejected.</summary>
    public const int Rejected = 55;

    /// <summary>A message cannot be read, if <see cref="SendsUnreadable"/>.</summary>
    public const int Unreadable = 56;

    /// <summary>Each message has waited for twenty minutes.</summary>
    public const int Late = 75;

    public const int Ended = 110;

    /// <summary>The call that the downstream rejects.</summary>
    public const string RejectedCall = "rejected";

    private readonly MetricCollector collector = new(host.Resolve<IMeterFactory>(), job, $"{job}-1");
    private long published;

    /// <summary>Makes the downstream available, or unavailable.</summary>
    public required Action<bool> SetAvailable { get; init; }

    /// <summary>Whether one message has no workspace.</summary>
    public bool SendsUnreadable { get; init; }

    public async Task<MetricHistory> RunAsync()
    {
        var history = new MetricHistory();
        for (var minute = 0; minute < Ended; minute++)
        {
            var before = failures() ?? 0;
            SetAvailable(minute is < Away or >= Back);
            await host.PublishAsync(Message(minute));
            published++;
            if (minute is >= Away and < Back)
                await WaitAsync(() => failures() > before);
            else
                await WaitAsync(() => failures() is null && Handled() == published);
            history.Add(minute, collector.Collect());
            time.Advance(MetricHistory.Interval);
        }

        return history;
    }

    public void Dispose() => collector.Dispose();

    private CallRecorded Message(int minute)
    {
        var observedAt = time.GetUtcNow() - TimeSpan.FromMinutes(minute >= Late ? 20 : 0);
        return new CallRecorded
        {
            Workspace = SendsUnreadable && minute == Unreadable ? null! : "main",
            Revision = 1,
            ObservedAt = observedAt,
            Origin = minute == History ? Origins.Backfill : Origins.Live,
            Call = new Call
            {
                Id = minute == Rejected ? RejectedCall : $"call{(minute == Repeated ? minute - 1 : minute)}",
                CreatedAt = observedAt,
                Outcome = Outcomes.Lost,
            },
        };
    }

    /// <summary>Lets the time go on meanwhile: retries and probes wait for it.</summary>
    private Task WaitAsync(Func<bool> condition) =>
        Eventually.Be(() =>
        {
            if (condition())
                return true;
            time.Advance(TimeSpan.FromSeconds(1));
            return false;
        });

    private long Handled() =>
        (long)
            collector
                .Collect()
                .Where(one => one.Key.Name.EndsWith("_messages_handled_total", StringComparison.Ordinal))
                .Sum(one => one.Value);
}
