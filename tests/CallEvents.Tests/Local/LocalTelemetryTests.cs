using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CallEvents.Tests.Local;

public sealed class LocalTelemetryTests
{
    [Fact]
    public async Task Telemetry_goes_to_the_address_on_the_command_line()
    {
        var received = new ConcurrentDictionary<string, string>();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        await using var collector = builder.Build();
        collector.Map(
            "/v1/{signal}",
            async (context) =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                received[(string)context.Request.RouteValues["signal"]!] = Encoding.Latin1.GetString(body.ToArray());
            }
        );
        await collector.StartAsync();

        await using var local = await LocalProcess.RunAsync(
            ["--calls", "5", "--for", "00:00:02", "--telemetry", collector.Urls.Single()],
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
        );

        local.ExitCode.ShouldBe(0, local.Output + local.Errors);
        received.Keys.Order().ShouldBe(["logs", "metrics", "traces"]);
        received.Values.ShouldAllBe(body => body.Contains("callevents-local", StringComparison.Ordinal));
        received["metrics"].ShouldContain("callevents.calls.discovered");
    }
}
