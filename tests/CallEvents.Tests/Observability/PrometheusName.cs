using System.Diagnostics.Metrics;

namespace CallEvents.Tests.Observability;

/// <summary>The names that Prometheus and OpenTelemetry's collector give to metrics that arrive by OTLP.</summary>
/// <remarks>https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#otlp-metric-points-to-prometheus</remarks>
internal static class PrometheusName
{
    private static readonly Dictionary<string, string> Units = new()
    {
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["By"] = "bytes",
    };

    public static string Of(Instrument instrument)
    {
        var (isCounter, isGauge) = (
            Is(instrument, typeof(Counter<>), typeof(ObservableCounter<>)),
            Is(instrument, typeof(ObservableGauge<>))
        );
        var unit = instrument.Unit switch
        {
            null or "" => null,
            ['{', .., '}'] => null,
            "1" => isGauge ? "ratio" : null,
            var known => Units[known],
        };
        var name = OfLabel(instrument.Name);
        if (unit is not null && !name.Split('_').Contains(unit))
            name += $"_{unit}";
        return isCounter ? $"{name}_total" : name;
    }

    public static string OfLabel(string attribute) => attribute.Replace('.', '_');

    public static bool Is(Instrument instrument, params Type[] kinds) => kinds.Contains(instrument.GetType().GetGenericTypeDefinition());
}
