using Microsoft.AspNetCore.Routing;

namespace CallEvents.ServiceDefaults.Hosting;

/// <summary>Maps a service's own endpoints; registered as a service, and called with the default ones.</summary>
/// <param name="app">Where they are mapped.</param>
public delegate void MapEndpoints(IEndpointRouteBuilder app);
