using System.Globalization;

namespace CallEvents.ServiceDefaults.Hosting;

/// <summary>
/// The command <c>health [live|ready]</c>: asks the service that runs beside it in the same container. An image without a shell has
/// no other way to tell its engine how it is.
/// </summary>
internal static class HealthCommand
{
    private const string Name = "health";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static bool IsAsked(string[] args) => args is [Name, ..];

    /// <summary>Exit code 0 while it is well, else 1, and 2 for a question that there is none of; one line says which.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var question = args.ElementAtOrDefault(1) ?? "ready";
        if (args.Length > 2 || question is not ("live" or "ready"))
        {
            await Console.Error.WriteLineAsync($"{Name}: found '{string.Join(' ', args.Skip(1))}', expected live or ready");
            return 2;
        }

        var address = Address(Environment.GetEnvironmentVariable("ASPNETCORE_URLS"), Environment.GetEnvironmentVariable("ASPNETCORE_HTTP_PORTS"));
        using var http = new HttpClient { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(new Uri(address, $"/health/{question}"));
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{question}: {(int)answer.StatusCode}"));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            await Console.Out.WriteLineAsync($"{question}: no answer at {address}");
            return 1;
        }
    }

    /// <summary>Where the service listens, as it finds out itself, seen from beside it.</summary>
    internal static Uri Address(string? urls, string? ports)
    {
        foreach (var url in (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var reachable = url.Replace("//+", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal)
                .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal).Replace("//[::]", "//localhost", StringComparison.Ordinal);
            if (Uri.TryCreate(reachable, UriKind.Absolute, out var address))
                return address;
        }

        var port = (ports ?? "").Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "8080";
        return new Uri($"http://localhost:{port}");
    }
}
