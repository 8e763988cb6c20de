using System.Text.Json.Nodes;

namespace CallEvents.CrmUpdater.Commands.Previewing;

/// <summary>A request that would be sent, without its headers, in which the credentials are.</summary>
/// <param name="Operation">Its name, as spans have it.</param>
/// <param name="Method">The method.</param>
/// <param name="Address">The address; of a webhook without its path, which may be a secret.</param>
/// <param name="Body">The body.</param>
internal sealed record PreviewedRequest(string Operation, string Method, string Address, JsonNode? Body);
