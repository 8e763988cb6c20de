namespace CallEvents.Simulator.Api;

/// <summary>Counts of requests, calls, arrivals and triggered faults.</summary>
/// <param name="Requests">API responses by kind of request and status; requests without a response are not counted.</param>
/// <param name="Calls">The number of calls that the API shows now.</param>
/// <param name="Arrivals">The number of calls that have arrived since the start, without those added by tests.</param>
/// <param name="ArrivalsLeft">The number of arrivals still to come; null when they are unlimited.</param>
/// <param name="EarlyRequests">The number of requests sent before a <c>Retry-After</c> of the same API key had elapsed.</param>
/// <param name="Faults">The number of triggers of each fault, by its name in JSON, such as <c>too_many_requests</c>.</param>
public sealed record SimulatorStats(
    IReadOnlyList<RequestCount> Requests,
    int Calls,
    long Arrivals,
    long? ArrivalsLeft,
    long EarlyRequests,
    IReadOnlyDictionary<string, long> Faults
);

/// <summary>The number of responses of one kind of request with one status.</summary>
/// <param name="Kind"><c>list</c>, <c>detail</c>, or <c>other</c> for anything else below <c>/v1</c>.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Count">The number of responses.</param>
public sealed record RequestCount(string Kind, int Status, long Count);
