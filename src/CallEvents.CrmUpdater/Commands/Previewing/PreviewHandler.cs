using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.ServiceDefaults.Outgoing;

namespace CallEvents.CrmUpdater.Commands.Previewing;

/// <summary>Lets the requests pass that read, keeps those that would write, and answers them as the CRM would.</summary>
internal sealed class PreviewHandler(PreviewedRequests requests) : DelegatingHandler
{
    private static readonly string[] Reads = ["read", "probe", "find", "describe", "token", "users", "organization"];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var operation = OutgoingRequest.OperationOf(request);
        if (Reads.Any(read => operation.StartsWith(read, StringComparison.Ordinal)))
            return await base.SendAsync(request, cancellationToken);

        var text = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var body = Parse(text);
        requests.Add(operation, request, body);
        return PreviewAnswer.Of(body);
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return text.Length > 0 ? JsonNode.Parse(text) : null;
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
