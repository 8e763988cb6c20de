using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CallEvents.ServiceDefaults.Diagnostics;

/// <summary>Exports traces, metrics and logs by OTLP when the standard variables are set.</summary>
/// <remarks>
/// Query strings stay redacted and headers unrecorded, as the instrumentation's defaults are: both would carry personal data.
/// </remarks>
internal static class Telemetry
{
    public const string BusSource = "MassTransit";
    private const string Own = "CallEvents.*";
    private const string Pool = "Npgsql";

    public static void Add(IHostApplicationBuilder builder, string serviceName)
    {
        var (traces, metrics, logs) = (Wanted("TRACES"), Wanted("METRICS"), Wanted("LOGS"));
        if (!(traces || metrics || logs))
            return;

        // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come last, so that they override our own name.
        var telemetry = builder
            .Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.Clear().AddService(serviceName).AddTelemetrySdk().AddEnvironmentVariableDetector());
        if (traces)
        {
            telemetry.WithTracing(tracing =>
                tracing
                    .AddSource(BusSource, Own)
                    .AddAspNetCoreInstrumentation(requests => requests.Filter = IsNotAProbe)
                    .AddHttpClientInstrumentation()
                    .AddProcessor(new MessagingSystemProcessor())
                    .AddOtlpExporter()
            );
        }

        if (metrics)
        {
            telemetry.WithMetrics(metering =>
                metering
                    .AddMeter(BusSource, Own, Pool)
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation()
                    .AddOtlpExporter()
            );
        }

        if (logs)
        {
            telemetry.WithLogging(logging => logging.AddOtlpExporter(), options => options.IncludeFormattedMessage = true);
        }

        bool Wanted(string signal) =>
            !Is("OTEL_SDK_DISABLED", "true")
            && !Is($"OTEL_{signal}_EXPORTER", "none")
            && (IsSet("OTEL_EXPORTER_OTLP_ENDPOINT") || IsSet($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"));

        bool IsSet(string variable) => !string.IsNullOrWhiteSpace(builder.Configuration[variable]);
        bool Is(string variable, string value) =>
            string.Equals(builder.Configuration[variable]?.Trim(), value, StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsNotAProbe(HttpContext context) => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal);
}
