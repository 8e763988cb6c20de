using System.Text.Json.Nodes;

namespace CallEvents.CrmUpdater.Commands.Previewing;

/// <summary>Collects the requests of a preview, in their order.</summary>
internal sealed class PreviewedRequests
{
    private readonly Lock sync = new();
    private readonly List<PreviewedRequest> requests = [];

    /// <summary>Whether paths are secrets.</summary>
    public bool HidesPaths { get; set; }

    public IReadOnlyList<PreviewedRequest> All
    {
        get
        {
            lock (sync)
                return [.. requests];
        }
    }

    public void Add(string operation, HttpRequestMessage request, JsonNode? body)
    {
        var address = request.RequestUri!.GetLeftPart(HidesPaths ? UriPartial.Authority : UriPartial.Path);
        lock (sync)
            requests.Add(new PreviewedRequest(operation, request.Method.Method, address, body?.DeepClone()));
    }
}
