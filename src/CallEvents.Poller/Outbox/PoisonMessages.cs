using CallEvents.Poller.Ledger.Schema;

namespace CallEvents.Poller.Outbox;

/// <summary>Facts that fail while others are told. After some tries they are set aside for an hour, so that they stop nobody.</summary>
internal sealed class PoisonMessages(TimeProvider time)
{
    private const int MaxAttempts = 5;
    private static readonly TimeSpan ParkDuration = TimeSpan.FromHours(1);

    private readonly Dictionary<long, int> attempts = [];
    private readonly Dictionary<long, long> parked = [];

    /// <summary>The ids that are not to be tried now.</summary>
    public IReadOnlyCollection<long> Parked()
    {
        foreach (var (id, since) in parked)
        {
            if (time.GetElapsedTime(since) >= ParkDuration)
                parked.Remove(id);
        }

        return parked.Keys;
    }

    /// <summary>Notes a failure beside successes. True: the fact is set aside now.</summary>
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
