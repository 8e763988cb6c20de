using System.Text.Json;

namespace CallEvents.CrmUpdater.HubSpot;

/// <summary>An answer of HubSpot, or why there is none.</summary>
/// <param name="Status">The HTTP status; null without an answer.</param>
/// <param name="Body">The body; null if it is no JSON.</param>
/// <param name="RetryAfter">The header <c>Retry-After</c>, as a pause from now.</param>
/// <param name="IsSuspect">Without an answer: whether the request itself may be the cause, as after a time-out.</param>
internal sealed record HubSpotAnswer(int? Status, JsonElement? Body = null, TimeSpan? RetryAfter = null, bool IsSuspect = false)
{
    public bool IsSuccess => Status is >= 200 and < 300;
}

/// <summary>A request to HubSpot.</summary>
/// <param name="Method">The method.</param>
/// <param name="Area">The path before the API's version, such as <c>crm/objects</c>.</param>
/// <param name="Rest">The path after it.</param>
/// <param name="Operation">A constant that names it in spans, logs and metrics.</param>
/// <param name="Body">The body, if any.</param>
/// <param name="EnsureFresh">Called immediately before a request that writes leaves; see <see cref="Crm.CallBatch"/>.</param>
internal sealed record HubSpotRequest(
    HttpMethod Method,
    string Area,
    string Rest,
    string Operation,
    System.Text.Json.Nodes.JsonNode? Body = null,
    Action? EnsureFresh = null
);
