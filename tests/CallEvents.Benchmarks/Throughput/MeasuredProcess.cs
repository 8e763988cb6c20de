using System.Globalization;
using CallEvents.Benchmarks.Baseline;
using CallEvents.EndToEndTests.Infrastructure;

namespace CallEvents.Benchmarks.Throughput;

/// <summary>Starts the processes to measure: the poller and the baseline.</summary>
internal static class MeasuredProcess
{
    public static ChildProcess StartBaseline(ThroughputOptions options, TestBed testBed) =>
        TestBed.StartOwnCommand([
            BaselineCommand.Name,
            "--api",
            $"{testBed.Api}",
            "--rabbitmq",
            $"{testBed.RabbitMq}",
            "--concurrency",
            options.Concurrency.ToString(CultureInfo.InvariantCulture),
        ]);

    /// <summary>Starts the poller with its default settings, except an ineffective rate limit and the baseline's concurrency.</summary>
    public static ChildProcess StartPoller(ThroughputOptions options, TestBed testBed, ThroughputLedger ledger, TimeSpan? interval = null)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Revont__BaseUrl"] = $"{testBed.Api}",
            ["Revont__Workspaces__benchmark__ApiKey"] = "benchmark",
            ["Revont__RequestsPerSecond"] = "100000",
            ["Revont__MaxConcurrency"] = options.Concurrency.ToString(CultureInfo.InvariantCulture),
            ["ConnectionStrings__RabbitMq"] = $"{testBed.RabbitMq}",
            ["ConnectionStrings__Ledger"] = ledger.ConnectionString,
            ["Polling__StartFrom"] = ledger.StartFrom.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{FreePort.Next()}",
            ["ASPNETCORE_CONTENTROOT"] = Path.GetDirectoryName(options.Poller),

            // As in the container image.
            ["MALLOC_ARENA_MAX"] = "1",
        };
        foreach (var (name, value) in options.Settings)
            settings[name] = value;
        if (interval is { } pollingInterval)
            settings["Polling__Interval"] = pollingInterval.ToString();
        return TestBed.StartDll(options.Poller, [], settings, ledger.Folder);
    }
}
