using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CallEvents.Tests.Poller.Outbox;

/// <summary>RabbitMQ's management API by Kestrel: the bindings of one virtual host, for one user.</summary>
internal sealed class ManagementStub : IAsyncDisposable
{
    private readonly WebApplication app;

    private ManagementStub(WebApplication app) => this.app = app;

    /// <summary>The value for <c>RabbitMq:Management</c>.</summary>
    public string Address => $"http://monitor:p%40ss@{new Uri(app.Urls.Single()).Authority}/call-events";

    /// <summary>Source, destination and its kind.</summary>
    public IReadOnlyList<(string Source, string Destination, string Kind)> Bindings { get; set; } = [];

    public int Status { get; set; } = 200;

    public static async Task<ManagementStub> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var stub = new ManagementStub(builder.Build());
        stub.app.UseRouting();
        stub.app.MapGet("/api/bindings/call-events", stub.AnswerAsync);
        await stub.app.StartAsync();
        return stub;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var expected = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("monitor:p@ss"))}";
        context.Response.StatusCode = context.Request.Headers.Authorization == expected ? Status : 401;
        var items = Bindings.Select(binding =>
            (JsonNode)
                new JsonObject
                {
                    ["source"] = binding.Source,
                    ["vhost"] = "call-events",
                    ["destination"] = binding.Destination,
                    ["destination_type"] = binding.Kind,
                    ["routing_key"] = "",
                    ["arguments"] = new JsonObject(),
                }
        );
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(new JsonArray([.. items]).ToJsonString());
    }
}
