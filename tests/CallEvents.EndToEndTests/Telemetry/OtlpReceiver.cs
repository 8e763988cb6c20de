using System.Collections.Concurrent;
using System.Net;
using System.Text;
using CallEvents.EndToEndTests.Telemetry.Protocol;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace CallEvents.EndToEndTests.Telemetry;

/// <summary>Receives OTLP as a collector does: protobuf over gRPC, and over HTTP.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<ReceivedSpan> spans = new();
    private readonly ConcurrentDictionary<(string Service, string Name), Metric> metrics = new();
    private readonly ConcurrentQueue<(string Signal, byte[] Body)> bodies = new();

    private OtlpReceiver(HttpProtocols protocol)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = protocol));
        builder.Services.AddRoutingCore().AddSingleton(this).AddGrpc();
        app = builder.Build();
        app.MapGrpcService<TraceReceiver>();
        app.MapGrpcService<MetricsReceiver>();
        app.MapPost("/v1/traces", context => ReadAsync(context, "traces", ExportTraceServiceRequest.Parser, Receive));
        app.MapPost("/v1/metrics", context => ReadAsync(context, "metrics", ExportMetricsServiceRequest.Parser, Receive));
        app.MapPost(
            "/v1/logs",
            async context =>
            {
                await ReadAsync(context, "logs");
            }
        );
    }

    public Uri Address => new(app.Urls.Single());

    public IReadOnlyList<ReceivedSpan> Spans => [.. spans];

    /// <summary>The last value of each metric, by service.</summary>
    public IReadOnlyDictionary<(string Service, string Name), Metric> Metrics => metrics;

    /// <summary>
    /// What was received over HTTP, byte for byte, as text with a character for each byte: <c>traces</c>, <c>metrics</c> or <c>logs</c>.
    /// </summary>
    public string RawText(string signal) =>
        string.Concat(bodies.Where(received => received.Signal == signal).Select(received => Encoding.Latin1.GetString(received.Body)));

    /// <param name="protocol"><c>grpc</c>, or <c>http/protobuf</c>.</param>
    public static async Task<OtlpReceiver> StartAsync(string protocol)
    {
        var receiver = new OtlpReceiver(protocol == "grpc" ? HttpProtocols.Http2 : HttpProtocols.Http1);
        await receiver.app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task ReadAsync<T>(HttpContext context, string signal, MessageParser<T> parser, Action<T> receive)
        where T : IMessage<T> => receive(parser.ParseFrom(await ReadAsync(context, signal)));

    private async Task<byte[]> ReadAsync(HttpContext context, string signal)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        context.Response.ContentType = "application/x-protobuf";
        var received = body.ToArray();
        bodies.Enqueue((signal, received));
        return received;
    }

    private void Receive(ExportTraceServiceRequest request)
    {
        foreach (var resource in request.ResourceSpans)
        {
            foreach (var span in resource.ScopeSpans.SelectMany(scope => scope.Spans))
                spans.Enqueue(new ReceivedSpan(resource.Resource, span));
        }
    }

    private void Receive(ExportMetricsServiceRequest request)
    {
        foreach (var resource in request.ResourceMetrics)
        {
            foreach (var metric in resource.ScopeMetrics.SelectMany(scope => scope.Metrics))
                metrics[(ReceivedSpan.AttributeOf(resource.Resource, "service.name")!, metric.Name)] = metric;
        }
    }

    private sealed class TraceReceiver(OtlpReceiver receiver) : TraceService.TraceServiceBase
    {
        public override Task<ExportTraceServiceResponse> Export(ExportTraceServiceRequest request, ServerCallContext context)
        {
            receiver.Receive(request);
            return Task.FromResult(new ExportTraceServiceResponse());
        }
    }

    private sealed class MetricsReceiver(OtlpReceiver receiver) : MetricsService.MetricsServiceBase
    {
        public override Task<ExportMetricsServiceResponse> Export(ExportMetricsServiceRequest request, ServerCallContext context)
        {
            receiver.Receive(request);
            return Task.FromResult(new ExportMetricsServiceResponse());
        }
    }
}
