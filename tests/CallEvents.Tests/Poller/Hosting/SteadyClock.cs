namespace CallEvents.Tests.Poller.Hosting;

/// <summary>The clock of another machine: it advances with the test's, and does not follow an error of its wall clock.</summary>
internal sealed class SteadyClock(TimeProvider time) : TimeProvider
{
    private readonly DateTimeOffset start = time.GetUtcNow();
    private readonly long startedAt = time.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => start + time.GetElapsedTime(startedAt);
}
