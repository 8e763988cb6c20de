using CallEvents.EndToEndTests.Infrastructure;

namespace CallEvents.Benchmarks.Throughput;

/// <summary>Aborts a trial when the process fails to start or no message arrives for a minute.</summary>
internal sealed class StallDetector(CountingSubscriber subscriber, ChildProcess process, TimeProvider time)
{
    private static readonly TimeSpan StallTimeout = TimeSpan.FromSeconds(60);

    private long received;
    private long lastProgressAt = time.GetTimestamp();

    public void Check()
    {
        if (received != subscriber.Received)
            (received, lastProgressAt) = (subscriber.Received, time.GetTimestamp());
        if (received == 0 && process.HasExited)
            throw new StartupFailedException(process.Error.Trim());
        if (time.GetElapsedTime(lastProgressAt) > StallTimeout)
            throw new TimeoutException($"No message for {StallTimeout.TotalSeconds} s after {received} messages.\n{process.Tail()}");
    }
}

/// <summary>A process exited before it had published a message.</summary>
internal sealed class StartupFailedException(string message) : Exception(message);
