using System.Diagnostics;
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
    public static void Add(IHostApplicationBuilder builder, string serviceName)
    {
        var (traces, metrics, logs) = (Wanted("TRACES"), Wanted("METRICS"), Wanted("LOGS"));
        if (!(traces || metrics || logs))
            return;

        // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come last, so that they override our own name.
        var telemetry = builder
            .Services.AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource
                    .Clear()
                    .AddService(serviceName, serviceVersion: ServiceVersion.Current)
                    .AddTelemetrySdk()
                    .AddEnvironmentVariableDetector()
            );
        if (traces)
        {
            // Requests to a service are not traced: probes, and a page that refreshes itself every two seconds.
            telemetry.WithTracing(tracing =>
                Sample(tracing)
                    .AddSource([TelemetryNames.Bus, TelemetryNames.Outgoing, .. TelemetryNames.Own])
                    .AddHttpClientInstrumentation(requests => requests.FilterHttpRequestMessage = _ => IsPartOfATrace())
                    .AddProcessor(new MessagingSystemProcessor())
                    .AddOtlpExporter()
            );
        }

        if (metrics)
        {
            telemetry.WithMetrics(metering =>
                metering
                    .AddMeter([TelemetryNames.Bus, TelemetryNames.Pool, .. TelemetryNames.Own])
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

        TracerProviderBuilder Sample(TracerProviderBuilder tracing) =>
            CallSampler.From(builder.Configuration) is { } sampler ? tracing.SetSampler(sampler) : tracing;

        bool Wanted(string signal) =>
            !Is("OTEL_SDK_DISABLED", "true")
            && !Is($"OTEL_{signal}_EXPORTER", "none")
            && (IsSet("OTEL_EXPORTER_OTLP_ENDPOINT") || IsSet($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"));

        bool IsSet(string variable) => !string.IsNullOrWhiteSpace(builder.Configuration[variable]);
        bool Is(string variable, string value) =>
            string.Equals(builder.Configuration[variable]?.Trim(), value, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The filter runs within the request's own span.</summary>
    private static bool IsPartOfATrace() => Activity.Current is { ParentSpanId: var parent } && parent != default;
}
