using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CallEvents.Tests.Observability;

/// <summary>A Prometheus of Debian's package <c>prometheus</c> that holds recorded metrics.</summary>
internal sealed partial class PrometheusServer : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Process process;
    private readonly HttpClient client;
    private readonly string end;

    private PrometheusServer(Process process, Uri address, DateTimeOffset end)
    {
        this.process = process;
        client = new HttpClient { BaseAddress = address };
        this.end = Text(end);
    }

    public static async Task<PrometheusServer> StartAsync(MetricHistory history)
    {
        Promtool.Require();
        var folder = TemporaryFolder.Create();
        var (metrics, data, settings) = (Path.Combine(folder, "metrics.txt"), Path.Combine(folder, "data"), Path.Combine(folder, "p.yml"));
        await File.WriteAllLinesAsync(metrics, history.ToOpenMetrics(Start));
        await File.WriteAllTextAsync(settings, "{}");
        Promtool.Run("tsdb", "create-blocks-from", "openmetrics", "--quiet", metrics, data);

        string[] arguments =
        [
            $"--config.file={settings}",
            $"--storage.tsdb.path={data}",
            "--storage.tsdb.retention.time=100y",
            "--web.listen-address=127.0.0.1:0",
        ];
        var process = Process.Start(new ProcessStartInfo("prometheus", arguments) { RedirectStandardError = true })!;

        // The lines come in either order.
        var (address, isReady) = ((Uri?)null, false);
        while ((address is null || !isReady) && await process.StandardError.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is { Success: true } listening)
                address = new Uri($"http://{listening.Groups["address"].Value}");
            isReady |= line.Contains("Server is ready", StringComparison.Ordinal);
        }

        _ = process.StandardError.ReadToEndAsync();
        return new PrometheusServer(process, address.ShouldNotBeNull(), Start + history.LastMinute * MetricHistory.Interval);
    }

    /// <summary>The number of series with which the query answers over the whole time, and of their samples.</summary>
    public async Task<(int Series, int Samples)> QueryAsync(string query)
    {
        var uri = $"/api/v1/query_range?query={Uri.EscapeDataString(query)}&start={Text(Start)}&end={end}&step=60";
        using var response = await client.GetAsync(new Uri(uri, UriKind.Relative), TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var answer = JsonNode.Parse(body)!;
        answer["status"]!.GetValue<string>().ShouldBe("success", $"{query}: {body}");
        var series = answer["data"]!["result"]!.AsArray();
        return (series.Count, series.Sum(one => one!["values"]!.AsArray().Count(sample => sample![1]!.GetValue<string>() != "NaN")));
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static string Text(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex("msg=\"Listening on\" address=(?<address>\\S+)")]
    private static partial Regex Listening();
}
