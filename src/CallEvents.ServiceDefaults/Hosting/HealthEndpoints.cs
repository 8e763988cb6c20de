using System.Collections;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.ServiceDefaults.Hosting;

/// <summary>Maps <c>GET /health/live</c> and <c>GET /health/ready</c>, which report in JSON what is wrong.</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(
                "/health/live",
                (HealthCheckService health, HttpResponse response, CancellationToken stop) => ReportAsync(health, response, "live", stop)
            )
            .DisableHttpMetrics();
        app.MapGet(
                "/health/ready",
                (HealthCheckService health, HttpResponse response, CancellationToken stop) => ReportAsync(health, response, "ready", stop)
            )
            .DisableHttpMetrics();
    }

    // Not MapHealthChecks: that builds the bus while the routes are mapped, before a wrong setting could be reported in one line.
    private static async Task<IResult> ReportAsync(
        HealthCheckService health,
        HttpResponse response,
        string tag,
        CancellationToken cancellationToken
    )
    {
        var report = await health.CheckHealthAsync(check => check.Tags.Contains(tag), cancellationToken);
        response.Headers.CacheControl = "no-store";
        return Results.Json(
            new
            {
                status = report.Status.ToString(),
                checks = report.Entries.ToDictionary(
                    entry => entry.Key,
                    entry => new
                    {
                        status = entry.Value.Status.ToString(),
                        description = entry.Value.Description,
                        data = entry.Value.Data.ToDictionary(item => item.Key, item => Plain(item.Value)),
                    }
                ),
            },
            statusCode: report.Status is HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK
        );
    }

    private static object? Plain(object? value) =>
        value switch
        {
            null or string or bool or int or long or double => value,
            DateTimeOffset time => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture),
            Enum => value.ToString(),
            IDictionary map => map.Keys.Cast<object>().ToDictionary(key => key.ToString()!, key => Plain(map[key])),
            IEnumerable list => list.Cast<object?>().Select(Plain).ToList(),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString(),
        };
}
