namespace CallEvents.TestSupport.HubSpot;

/// <summary>A request that arrived.</summary>
/// <param name="At">When, by the stub's clock.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path without the query.</param>
/// <param name="Query">The query with its question mark, or empty.</param>
/// <param name="Operation">
/// What it does: <c>properties/list</c>, <c>properties/read</c>, <c>properties/create</c>, <c>groups/create</c>, <c>account</c>,
/// <c>owners</c>, <c>contacts/read</c>, <c>contacts/upsert</c>, <c>calls/upsert</c>, <c>calls/update</c>, <c>calls/read</c>,
/// <c>deals/read</c>, <c>calls-contacts/associate</c>, <c>calls-contacts/archive</c>, <c>contacts-deals/read</c> and so on;
/// <c>unknown</c> for a path that does not exist.
/// </param>
/// <param name="Body">The body, as text.</param>
internal sealed record HubSpotRequest(DateTimeOffset At, string Method, string Path, string Query, string Operation, string Body)
{
    /// <summary>The number of inputs; 0 for a request without inputs.</summary>
    public int BatchSize { get; init; }

    /// <summary>
    /// The ids of the inputs as sent; for a known call's record id, the call's key too, so that one predicate finds a call in all requests.
    /// </summary>
    public IReadOnlySet<string> Keys { get; init; } = new HashSet<string>();

    /// <summary>The value of the Authorization header.</summary>
    public string? Authorization { get; init; }

    /// <summary>The status of the answer; null while there is none, 0 when the connection was dropped.</summary>
    public int? Status { get; internal set; }
}
