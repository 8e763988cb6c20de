namespace CallEvents.Simulator.Serving;

/// <summary>How busy the simulator has been.</summary>
/// <param name="Requests">Answers of the simulated API by kind of request and status; those that never came are left out.</param>
/// <param name="Calls">How many calls the API shows now.</param>
/// <param name="Arrivals">How many calls have arrived since the start, those that tests added not included.</param>
/// <param name="ArrivalsLeft">How many are still to come; null when they never end.</param>
/// <param name="EarlyRequests">How many requests came before a <c>Retry-After</c> that was answered to the same API key was over.</param>
/// <param name="Faults">How often each fault has struck, by the name of its switch, such as <c>too_many_requests</c>.</param>
public sealed record SimulatorStats(
    IReadOnlyList<RequestCount> Requests,
    int Calls,
    long Arrivals,
    long? ArrivalsLeft,
    long EarlyRequests,
    IReadOnlyDictionary<string, long> Faults);

/// <summary>How often one kind of request was answered with one status.</summary>
/// <param name="Kind"><c>list</c>, <c>detail</c>, or <c>other</c> for anything else below <c>/v1</c>.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Count">How often.</param>
public sealed record RequestCount(string Kind, int Status, long Count);
