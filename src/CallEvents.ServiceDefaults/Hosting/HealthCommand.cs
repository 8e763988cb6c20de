using System.Globalization;

namespace CallEvents.ServiceDefaults.Hosting;

/// <summary>
/// The command <c>health [live|ready]</c>: queries the service that runs in the same container. An image without a shell has no other
/// health check.
/// </summary>
internal static class HealthCommand
{
    private const string Name = "health";
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    public static bool IsRequested(string[] args) => args is [Name, ..];

    /// <summary>Exit code 0 while healthy, else 1, and 2 for a wrong argument; prints one line.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var check = args.ElementAtOrDefault(1) ?? "ready";
        if (args.Length > 2 || check is not ("live" or "ready"))
        {
            await Console.Error.WriteLineAsync($"{Name}: found '{string.Join(' ', args.Skip(1))}', expected live or ready");
            return 2;
        }

        var address = Address(
            Environment.GetEnvironmentVariable("ASPNETCORE_URLS"),
            Environment.GetEnvironmentVariable("ASPNETCORE_HTTP_PORTS")
        );
        using var http = new HttpClient { Timeout = RequestTimeout };
        try
        {
            using var response = await http.GetAsync(new Uri(address, $"/health/{check}"));
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{check}: {(int)response.StatusCode}"));
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            await Console.Out.WriteLineAsync($"{check}: no response from {address}");
            return 1;
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
