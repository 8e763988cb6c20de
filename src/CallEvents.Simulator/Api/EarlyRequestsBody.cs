namespace CallEvents.Simulator.Api;

/// <summary>The response of <c>GET /simulator/early-requests</c>: the number of early requests, and the first of them.</summary>
internal sealed record EarlyRequestsBody(long EarlyRequests, IReadOnlyList<EarlyRequestBody> Early);

/// <summary>A request sent before a <c>Retry-After</c> had elapsed.</summary>
internal sealed record EarlyRequestBody(int Workspace, string Kind, DateTimeOffset ResponseSentAt, long AfterResponseMs, long TooEarlyMs);
