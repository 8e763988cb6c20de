namespace CallEvents.Poller.Outbox;

/// <summary>The result of a publish.</summary>
internal enum PublishResult
{
    /// <summary>The broker has confirmed it.</summary>
    Confirmed,

    /// <summary>The broker has returned it: no queue is bound for it.</summary>
    Unroutable,

    /// <summary>The single queue that it is for does not exist, or may not be written to.</summary>
    Undeliverable,

    /// <summary>No confirmation in time. It may have been published: it is sent again under the same id.</summary>
    Failed,
}
