namespace CallEvents.ServiceDefaults.Bus;

/// <summary>Timing of a subscriber's queue. Not a setting: only tests change it.</summary>
internal sealed class SubscriberOptions
{
    /// <summary>How often the queue is bound again. After the loss of an exchange, the poller waits three times as long.</summary>
    public TimeSpan BindingInterval { get; set; } = TimeSpan.FromSeconds(10);
}
