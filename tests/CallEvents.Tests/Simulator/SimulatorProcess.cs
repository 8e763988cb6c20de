using System.Diagnostics;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Simulator;

/// <summary>The simulator as a separate process.</summary>
internal sealed class SimulatorProcess : IDisposable
{
    private readonly CancellationTokenSource deadline = new(Eventually.Patience, TimeProvider.System);

    public SimulatorProcess(string urls, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "CallEvents.Simulator.dll") },
            Environment = { ["ASPNETCORE_URLS"] = urls },
        };
        foreach (var arg in args)
            start.ArgumentList.Add(arg);

        Process = Process.Start(start)!;
    }

    public Process Process { get; }

    public async Task<string?> ReadLineAsync() => await Process.StandardOutput.ReadLineAsync(deadline.Token);

    /// <summary>Waits for the process to exit and returns its output.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> WaitForExitAsync()
    {
        var output = Process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = Process.StandardError.ReadToEndAsync(deadline.Token);
        await Process.WaitForExitAsync(deadline.Token);
        return (Process.ExitCode, await output, await errors);
    }

    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{Process.Id}"]);
        await kill.WaitForExitAsync(deadline.Token);
    }

    public void Dispose()
    {
        if (!Process.HasExited)
            Process.Kill();
        Process.Dispose();
        deadline.Dispose();
    }
}
