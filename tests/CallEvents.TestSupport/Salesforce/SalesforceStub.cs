using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CallEvents.TestSupport.Salesforce;

/// <summary>Salesforce's REST API over real sockets, with an org that keeps what was written.</summary>
internal sealed class SalesforceStub : IAsyncDisposable
{
    public const string ClientId = "3MVG9_client_key";
    public const string ClientSecret = "client-secret-value";
    public const string ApiVersion = "v66.0";

    private const string Root = $"/services/data/{ApiVersion}/";

    private readonly WebApplication app;
    private readonly ConcurrentQueue<StubRequest> requests = new();
    private readonly StubCollections collections;
    private readonly StubQueries queries;
    private int used;

    private SalesforceStub(WebApplication app)
    {
        this.app = app;
        collections = new StubCollections(Org);
        queries = new StubQueries(Org, Root);
        Tokens = new StubTokens(() => Address);
    }

    public Uri Address => new(app.Urls.Single());

    public StubOrg Org { get; } = new();

    public StubTokens Tokens { get; }

    /// <summary>What goes wrong with a request; null for nothing.</summary>
    public Func<StubRequest, StubFault?> Fault { get; set; } = _ => null;

    /// <summary>The records of a page of a query.</summary>
    public int PageSize
    {
        get => queries.PageSize;
        set => queries.PageSize = value;
    }

    /// <summary>The requests of the API, without those for tokens.</summary>
    public IReadOnlyList<StubRequest> Requests => [.. requests];

    public static async Task<SalesforceStub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        // A batch has up to 200 transcripts.
        builder.WebHost.ConfigureKestrel(server => server.Limits.MaxRequestBodySize = 64 * 1024 * 1024);
        var stub = new SalesforceStub(builder.Build());
        stub.app.Run(stub.HandleAsync);
        await stub.app.StartAsync();
        return stub;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var request = new StubRequest(context.Request.Method, $"{context.Request.Path}{context.Request.QueryString}", body);
        if (context.Request.Path == "/services/oauth2/token")
        {
            var (code, token) = Tokens.Answer(body);
            await WriteAsync(context, code, token);
            return;
        }

        requests.Enqueue(request);
        var fault = Fault(request);
        if (fault is StubFault.Silent)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        }

        if (fault is StubFault.Dropped)
        {
            context.Abort();
            return;
        }

        if (fault is StubFault.Html html)
        {
            context.Response.StatusCode = html.Code;
            await context.Response.WriteAsync("<html><body>Down for maintenance</body></html>");
            return;
        }

        if (fault is StubFault.Status status)
        {
            if (status.RetryAfter is not null)
                context.Response.Headers.RetryAfter = status.RetryAfter;
            await WriteAsync(context, status.Code, status.Error?.ToRequestBody());
            return;
        }

        // Source: the header is in each answer of the REST API.
        context.Response.Headers["Sforce-Limit-Info"] = $"api-usage={Interlocked.Increment(ref used)}/15000";
        var (answer, json) = Answer(context, request);
        if (fault is StubFault.AnswerLost)
            context.Abort();
        else
            await WriteAsync(context, answer, json);
    }

    private (int, JsonNode?) Answer(HttpContext context, StubRequest request)
    {
        if (!Tokens.IsValid(context.Request.Headers.Authorization.ToString()))
            return (401, new StubError("INVALID_SESSION_ID", "Session expired or invalid").ToRequestBody());

        lock (Org.Gate)
        {
            var path = context.Request.Path.ToString();
            if (!path.StartsWith(Root, StringComparison.Ordinal))
                return (404, new StubError("NOT_FOUND", "The requested resource does not exist").ToRequestBody());
            var json = request.Body.Length > 0 ? JsonNode.Parse(request.Body) : null;
            return (request.Method, path[Root.Length..].Split('/')) switch
            {
                ("GET", ["limits"]) => (200, new JsonObject { ["DailyApiRequests"] = new JsonObject { ["Max"] = 15000 } }),
                ("GET", ["sobjects", "Task", "describe"]) => (200, Describe()),
                ("GET", ["query", ..]) => queries.Query(request.Path),
                ("POST", ["composite"]) => queries.Composite(json),
                (var method, ["composite", "sobjects"]) => collections.Handle(method, null, json),
                (var method, ["composite", "sobjects", "Task", var key]) => collections.Handle(method, key, json),
                _ => (404, new StubError("NOT_FOUND", "The requested resource does not exist").ToRequestBody()),
            };
        }
    }

    private JsonObject Describe() =>
        new() { ["name"] = "Task", ["fields"] = new JsonArray([.. Org.Fields.Values.Select(field => field.ToJson())]) };

    private static async Task WriteAsync(HttpContext context, int status, JsonNode? body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json;charset=UTF-8";
        if (body is not null)
            await context.Response.WriteAsync(body.ToJsonString());
    }
}
