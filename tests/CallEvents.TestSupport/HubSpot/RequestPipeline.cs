using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace CallEvents.TestSupport.HubSpot;

/// <summary>Takes a request through log, hooks, faults, authentication, limits and its endpoint.</summary>
internal sealed class RequestPipeline(Portal portal, FaultTable faults, HubSpotHooks hooks)
{
    private readonly List<HubSpotRequest> requests = [];

    public IReadOnlyList<HubSpotRequest> Requests
    {
        get
        {
            lock (portal.Gate)
                return [.. requests];
        }
    }

    public async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var request = Log(context, await reader.ReadToEndAsync(context.RequestAborted));
        await hooks.ArrivedAsync(request);
        var fault = faults.Find(request);
        if (fault is { AfterWrite: false } && await ApplyAsync(fault, context, request))
            return;
        var answer = Answer(request);
        if (fault is { AfterWrite: true } && await ApplyAsync(fault, context, request))
            return;
        await hooks.AnsweringAsync(request);
        foreach (var header in answer.Headers)
            context.Response.Headers[header.Key] = header.Value;
        await SendAsync(context, request, answer.Status, "application/json;charset=utf-8", answer.Body?.ToJsonString() ?? "");
    }

    private HubSpotRequest Log(HttpContext context, string body)
    {
        var path = context.Request.Path.Value!;
        lock (portal.Gate)
        {
            var inputs = Parse(body)?["inputs"] as JsonArray;
            var request = new HubSpotRequest(
                portal.Now,
                context.Request.Method,
                path,
                context.Request.QueryString.Value ?? "",
                Routes.Find(context.Request.Method, path)?.Operation ?? "unknown",
                body
            )
            {
                BatchSize = inputs?.Count ?? 0,
                Keys = KeysOf(inputs),
                Authorization = context.Request.Headers.Authorization,
            };
            requests.Add(request);
            return request;
        }
    }

    private HashSet<string> KeysOf(JsonArray? inputs)
    {
        var ids = (inputs ?? [])
            .OfType<JsonObject>()
            .SelectMany(input => new[] { input["id"], (input["from"] as JsonObject)?["id"], (input["to"] as JsonObject)?["id"] })
            .OfType<JsonValue>()
            .Select(id => id.ToString())
            .ToHashSet();
        var calls = portal.Types["calls"].Records;
        ids.UnionWith([.. ids.Select(id => calls.Find(id)?["revont_call_id"]).OfType<string>()]);
        return ids;
    }

    private Answer Answer(HubSpotRequest request)
    {
        lock (portal.Gate)
        {
            Answer answer;
            try
            {
                answer = Route(request);
            }
            catch (RefusalException e)
            {
                answer = e.Answer;
            }
            return answer.Status == 401 ? answer : answer with { Headers = portal.Limits.Headers().Concat(answer.Headers).ToDictionary() };
        }
    }

    private Answer Route(HubSpotRequest request)
    {
        var errors = portal.Errors;
        if (request.Authorization != $"Bearer {portal.Token}")
            throw errors.Refuse(
                401,
                "INVALID_AUTHENTICATION",
                "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at "
                    + "https://developers.hubspot.com/docs/methods/auth/oauth-overview"
            );
        if (portal.Limits.Count(errors) is { } tooMany)
            return tooMany;
        if (Routes.Find(request.Method, request.Path) is not { } route || route.Version != portal.Options.Version)
            throw errors.Refuse(404, "OBJECT_NOT_FOUND", "resource not found");
        CheckScopes(route);
        if (System.Text.Encoding.UTF8.GetByteCount(request.Body) > portal.Manners.MaxBodyBytes)
            throw errors.Refuse(413, "VALIDATION_ERROR", "Request entity too large");
        var body = request.Method == "GET" ? [] : Parse(request.Body) ?? throw errors.InvalidJson("Unexpected character");
        var query = request
            .Query.TrimStart('?')
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? ""));
        return route.Handle(portal, new(query, body));
    }

    // Source of requiredGranularScopes: docs, error handling; of context.missingScopes: the example in the API description.
    private void CheckScopes(Route route)
    {
        var missing = route.Scopes.Except(portal.Scopes).ToArray();
        if (missing.Length == 0)
            return;
        throw portal.Errors.Refuse(
            403,
            "MISSING_SCOPES",
            "This app hasn't been granted all required scopes to make this call. "
                + "Read more about required scopes here: https://developers.hubspot.com/scopes.",
            ErrorWriter.Ids("missingScopes", missing),
            new JsonArray(
                new JsonObject
                {
                    ["message"] = "One or more of the following scopes are required.",
                    ["context"] = ErrorWriter.Ids("requiredGranularScopes", missing),
                }
            )
        );
    }

    /// <returns>Whether the request ends here.</returns>
    private async Task<bool> ApplyAsync(HubSpotFault fault, HttpContext context, HubSpotRequest request)
    {
        var kind = fault.Kind;
        if (kind.Holds)
        {
            try
            {
                await fault.Released.WaitAsync(context.RequestAborted);
                return false;
            }
            // The client gave up; a request that was not handled yet is lost with it.
            catch (OperationCanceledException)
            {
                request.Status = 0;
                return true;
            }
        }
        if (kind.Drops)
        {
            request.Status = 0;
            context.Abort();
            return true;
        }
        if (kind.RetryAfter is { } retryAfter)
            context.Response.Headers.RetryAfter = retryAfter.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        await SendAsync(context, request, kind.Status!.Value, kind.ContentType, kind.Body);
        return true;
    }

    private static async Task SendAsync(HttpContext context, HubSpotRequest request, int status, string contentType, string body)
    {
        request.Status = status;
        context.Response.StatusCode = status;
        if (body.Length == 0)
            return;
        context.Response.ContentType = contentType;
        await context.Response.WriteAsync(body);
    }

    private static JsonObject? Parse(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Code of a test that runs within a request.</summary>
internal sealed class HubSpotHooks
{
    /// <summary>Runs when a request has arrived, before anything is done.</summary>
    public Func<HubSpotRequest, Task>? Arrived { get; set; }

    /// <summary>Runs when a request was handled, before it is answered.</summary>
    public Func<HubSpotRequest, Task>? Answering { get; set; }

    internal Task ArrivedAsync(HubSpotRequest request) => Arrived?.Invoke(request) ?? Task.CompletedTask;

    internal Task AnsweringAsync(HubSpotRequest request) => Answering?.Invoke(request) ?? Task.CompletedTask;
}
