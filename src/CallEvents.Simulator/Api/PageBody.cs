using System.Text.Json.Serialization;
using CallEvents.Simulator.Workspaces;

namespace CallEvents.Simulator.Api;

/// <summary>The response of <c>GET /v1/calls</c>.</summary>
internal sealed record PageBody(IReadOnlyList<PageItemBody> Data, string? NextCursor, bool HasMore);

/// <summary>A call on a page, with its state for recording the exposure.</summary>
internal sealed record PageItemBody([property: JsonIgnore] SimulatedCallState State) : CallBody(State.Call);
