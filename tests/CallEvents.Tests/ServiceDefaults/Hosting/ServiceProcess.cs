using System.Collections.Concurrent;
using System.Diagnostics;
using CallEvents.TestSupport;

namespace CallEvents.Tests.ServiceDefaults.Hosting;

/// <summary>Runs a service as its own process, with the settings of the test only and without a broker.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private static readonly string[] InheritedVariables = ["PATH", "HOME", "TMPDIR", "DOTNET_ROOT"];

    private readonly ConcurrentQueue<string> output = new();
    private readonly ConcurrentQueue<string> errors = new();
    private readonly Process process;

    public ServiceProcess(string service, params IEnumerable<KeyValuePair<string, string>> settings)
        : this(service, [], settings) { }

    public ServiceProcess(string service, string[] arguments, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{service}.dll"), .. arguments])
        {
            WorkingDirectory = TemporaryFolder.Create(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Except(InheritedVariables).ToList())
            start.Environment.Remove(name);
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["ConnectionStrings__RabbitMq"] = "amqp://guest:S3cret@127.0.0.1:9/";
        foreach (var (name, value) in settings)
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;

        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(errors, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public IReadOnlyList<string> Output => [.. output];

    public async Task<HttpClient> WaitUntilListeningAsync()
    {
        const string prefix = "Now listening on: ";
        var line = await Eventually.Be(
            () => Output.FirstOrDefault(line => line.Contains(prefix, StringComparison.Ordinal)),
            line => line is not null,
            describe: _ => string.Join('\n', output.Concat(errors))
        );
        return new HttpClient { BaseAddress = new Uri(line![(line!.IndexOf(prefix, StringComparison.Ordinal) + prefix.Length)..]) };
    }

    public async Task<(int ExitCode, IReadOnlyList<string> Errors)> WaitForExitAsync()
    {
        using var deadline = new CancellationTokenSource(Eventually.Patience, TimeProvider.System);
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, [.. errors]);
    }

    public async Task<(int ExitCode, IReadOnlyList<string> Errors)> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        return await WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }

    private static void Append(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
            lines.Enqueue(line);
    }
}
