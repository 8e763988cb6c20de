using System.Globalization;

namespace CallEvents.ServiceDefaults.Hosting;

/// <summary>Queries the health of the service that runs in the same container, on localhost.</summary>
public static class HealthQuery
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The health checks that a service answers, the default first.</summary>
    public static IReadOnlyList<string> Checks { get; } = ["ready", "live"];

    /// <summary>Requests <c>/health/{check}</c> at the address that the service listens on by <c>ASPNETCORE_URLS</c>.</summary>
    /// <param name="check">One of <see cref="Checks"/>.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public static async Task<HealthAnswer> SendAsync(string check, CancellationToken cancellationToken)
    {
        var address = Address(
            Environment.GetEnvironmentVariable("ASPNETCORE_URLS"),
            Environment.GetEnvironmentVariable("ASPNETCORE_HTTP_PORTS")
        );
        using var http = new HttpClient { Timeout = RequestTimeout };
        try
        {
            using var response = await http.GetAsync(new Uri(address, $"/health/{check}"), cancellationToken);
            return new HealthAnswer(check, address, (int)response.StatusCode);
        }
        catch (Exception exception)
            when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new HealthAnswer(check, address, null);
        }
    }

    /// <summary>The address of the service on localhost, by the variables that it listens by.</summary>
    internal static Uri Address(string? urls, string? ports)
    {
        foreach (var url in (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var reachable = url.Replace("//+", "//localhost", StringComparison.Ordinal)
                .Replace("//*", "//localhost", StringComparison.Ordinal)
                .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal)
                .Replace("//[::]", "//localhost", StringComparison.Ordinal);
            if (Uri.TryCreate(reachable, UriKind.Absolute, out var address))
                return address;
        }

        var port =
            (ports ?? "").Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault()
            ?? "8080";
        return new Uri($"http://localhost:{port}");
    }
}

/// <summary>The answer of a health check.</summary>
/// <param name="Check">The check.</param>
/// <param name="Address">The address of the service.</param>
/// <param name="Status">The HTTP status; null when there was no response.</param>
public sealed record HealthAnswer(string Check, Uri Address, int? Status)
{
    /// <summary>Whether the service is healthy.</summary>
    public bool IsHealthy => Status is >= 200 and < 300;

    /// <summary>One line for an operator.</summary>
    public override string ToString() =>
        Status is { } status ? string.Create(CultureInfo.InvariantCulture, $"{Check}: {status}") : $"{Check}: no response from {Address}";
}
