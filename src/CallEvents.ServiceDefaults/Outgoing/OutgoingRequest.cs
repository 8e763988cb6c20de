namespace CallEvents.ServiceDefaults.Outgoing;

/// <summary>Names the operation of an outgoing request, which spans and logs show instead of its path.</summary>
public static class OutgoingRequest
{
    private static readonly HttpRequestOptionsKey<string> Operation = new("callevents.operation");

    /// <summary>A request with the name of its operation.</summary>
    /// <param name="method">The method.</param>
    /// <param name="uri">Absolute, or relative to the client's base address.</param>
    /// <param name="operation">A constant, such as <c>upsert calls</c>.</param>
    /// <param name="content">The body, if any.</param>
    public static HttpRequestMessage Create(HttpMethod method, string uri, string operation, HttpContent? content = null)
    {
        var request = new HttpRequestMessage(method, uri) { Content = content };
        request.Options.Set(Operation, operation);
        return request;
    }

    /// <summary>The name of the operation; <c>request</c> for a request without one.</summary>
    public static string OperationOf(HttpRequestMessage request) =>
        request.Options.TryGetValue(Operation, out var operation) ? operation : "request";
}
