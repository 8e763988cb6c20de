namespace CallEvents.TestSupport.Salesforce;

/// <summary>What the stub does to a request instead of, or after, handling it.</summary>
internal abstract record StubFault
{
    private StubFault() { }

    /// <summary>Answers with an error.</summary>
    public sealed record Status(int Code, StubError? Error = null, string? RetryAfter = null) : StubFault;

    /// <summary>Answers with HTML, as a proxy or the maintenance page does.</summary>
    public sealed record Html(int Code) : StubFault;

    /// <summary>Answers not before the client gives up.</summary>
    public sealed record Silent : StubFault;

    /// <summary>Closes the connection unhandled.</summary>
    public sealed record Dropped : StubFault;

    /// <summary>Handles the request, and closes the connection without an answer.</summary>
    public sealed record AnswerLost : StubFault;

    /// <summary>
    /// Source: https://help.salesforce.com/s/articleView?id=000389363 : the org's daily limit is a 403, and no refusal.
    /// </summary>
    public static StubFault RequestLimit { get; } =
        new Status(403, new StubError("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."));
}

/// <summary>A request to the stub.</summary>
/// <param name="Method">Such as <c>PATCH</c>.</param>
/// <param name="Path">With the query string.</param>
/// <param name="Body">As text.</param>
internal sealed record StubRequest(string Method, string Path, string Body)
{
    /// <summary>Writes tasks.</summary>
    public bool IsWrite => Method == "PATCH";
}
