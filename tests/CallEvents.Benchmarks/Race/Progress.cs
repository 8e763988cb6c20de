using CallEvents.EndToEndTests.Infrastructure;

namespace CallEvents.Benchmarks.Race;

/// <summary>Ends a heat in which nothing happens any more.</summary>
internal sealed class Progress(Subscriber subscriber, ChildProcess process, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private long heard;
    private long since = time.GetTimestamp();

    public void Check()
    {
        if (heard != subscriber.Heard)
            (heard, since) = (subscriber.Heard, time.GetTimestamp());
        if (heard == 0 && process.HasExited)
            throw new NotStartedException(process.Error.Trim());
        if (time.GetElapsedTime(since) > Patience)
            throw new TimeoutException($"No message for {Patience.TotalSeconds} s after {heard} of them.\n{process.Tail()}");
    }
}

/// <summary>A contestant ended before it had told anything.</summary>
internal sealed class NotStartedException(string message) : Exception(message);
