using System.Net;

namespace CallEvents.Tests.Simulation.Plans;

/// <summary>One planned fault. Planned by number or time and not drawn during the run: each can be left out, and the others stay.</summary>
internal abstract record Fault;

/// <summary>The process that takes this step dies in it, and is started again later.</summary>
internal sealed record Crash(int Step) : Fault;

/// <summary>A poller is suspended, as a machine that is out of memory or migrated, and then continues where it was.</summary>
internal sealed record Freeze(TimeSpan At, int Poller, TimeSpan For) : Fault;

/// <summary>A poller is stopped as a deployment stops it, and started again.</summary>
internal sealed record Restart(TimeSpan At, int Poller) : Fault;

/// <summary>A commit fails, or is written and its answer lost.</summary>
internal sealed record CommitFault(int Number, bool IsWritten) : Fault;

/// <summary>The database can not be opened for a while.</summary>
internal sealed record DatabaseAway(TimeSpan At, TimeSpan For) : Fault;

/// <summary>The broker answers a publish otherwise than with one confirmation.</summary>
internal sealed record PublishFault(int Number, BrokerAnswer Answer) : Fault;

/// <summary>No queue is bound for a while.</summary>
internal sealed record Unbound(TimeSpan At, TimeSpan For) : Fault;

/// <summary>The API answers every request with this status for a while; 429 with a <c>Retry-After</c>.</summary>
internal sealed record ApiAway(TimeSpan At, TimeSpan For, HttpStatusCode Status) : Fault;

/// <summary>The broker confirms nothing for a while.</summary>
internal sealed record BrokerAway(TimeSpan At, TimeSpan For) : Fault;

/// <summary>The API answers a request otherwise than it should.</summary>
internal sealed record ApiFault(int Number, ApiAnswer Answer) : Fault;

/// <summary>How the broker answers a publish.</summary>
internal enum BrokerAnswer
{
    Refused,
    LostBeforeBroker,
    DeliveredAndTimedOut,
    DeliveredTwice,
    Slow,
}

/// <summary>How the API answers a request.</summary>
internal enum ApiAnswer
{
    TooManyRequests,
    TooManyRequestsUntilDate,
    UnavailableWithRetryAfter,
    ServerError,
    Dropped,
    Hanging,
    EmptyBody,
    CursorExpired,
    EmptyPage,
    Slow,
}
