using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Outbox;

/// <summary>
/// Messages that fail while others succeed. After some attempts they are parked for an hour, so that they block no others.
/// </summary>
internal sealed class PoisonMessages(TimeProvider time)
{
    private const int MaxAttempts = 5;
    private static readonly TimeSpan ParkDuration = TimeSpan.FromHours(1);

    private readonly Dictionary<long, int> attempts = [];
    private readonly Dictionary<long, long> parked = [];

    /// <summary>The ids of parked messages.</summary>
    public IReadOnlyCollection<long> Parked()
    {
        foreach (var (id, since) in parked)
        {
            if (time.GetElapsedTime(since) >= ParkDuration)
                parked.Remove(id);
        }

        return parked.Keys;
    }

    /// <summary>Records a failure beside successes. True: the message is parked now.</summary>
    public bool RecordFailure(OutboxRow message)
    {
        var tries = attempts[message.Id] = attempts.GetValueOrDefault(message.Id) + 1;
        if (tries < MaxAttempts)
            return false;

        attempts.Remove(message.Id);
        parked[message.Id] = time.GetTimestamp();
        return true;
    }
}
