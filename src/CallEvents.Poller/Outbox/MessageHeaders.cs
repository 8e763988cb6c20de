using CallEvents.Contracts;

namespace CallEvents.Poller.Outbox;

/// <summary>What the contracts promise of a message beside its body.</summary>
internal static class MessageHeaders
{
    public const string TraceParent = "traceparent";

    /// <summary>The id of the job that has published the message again.</summary>
    public const string Replay = "callevents-replay";

    public const string ContentType = "application/vnd.masstransit+json";

    /// <summary>The namespace of the messages in exchange names and URNs.</summary>
    public static readonly string Namespace = typeof(CallRecorded).Namespace!;
}
