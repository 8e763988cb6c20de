using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>A process that the tests started: what it writes is kept, and it does not outlive them.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>What a process needs from the machine. Everything else it gets from the test, or the machine would decide the result.</summary>
    private static readonly string[] Inherited =
        ["PATH", "HOME", "USER", "TMPDIR", "LANG", "TZ", "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "SSL_CERT_FILE", "SSL_CERT_DIR"];

    private readonly Process process;
    private readonly OutputTail output = new();
    private readonly OutputTail error = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process process) => this.process = process;

    public int Id { get; private set; }

    public bool HasExited => ended.Task.IsCompleted;

    public string Output => output.ToString();

    public string Error => error.ToString();

    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string?>> environment, string folder)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Except(Inherited).ToList())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var child = new ChildProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        child.Run();
        return child;
    }

    public void Signal(Signal signal)
    {
        if (!HasExited && Native.Kill(Id, (int)signal) != 0 && !process.HasExited)
            throw new InvalidOperationException($"No {signal} to {process.StartInfo.FileName}: error {Marshal.GetLastPInvokeError()}.");
    }

    /// <summary>Waits for its end, and for the last line it wrote.</summary>
    public async Task<ProcessResult> WaitForExitAsync(TimeSpan within)
    {
        try
        {
            await ended.Task.WaitAsync(within, TimeProvider.System, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Still running after {within.TotalSeconds:0.#} s: {process.StartInfo.FileName}\n{Tail()}");
        }
        return new(process.ExitCode, Output, Error);
    }

    public string Tail(int lines = 60) => $"{output.Last(lines)}\n{error.Last(lines)}".Trim();

    public async ValueTask DisposeAsync()
    {
        Signal(Infrastructure.Signal.Kill);
        await ended.Task;
        process.Dispose();
    }

    private void Run()
    {
        process.OutputDataReceived += (_, line) => output.Add(line.Data);
        process.ErrorDataReceived += (_, line) => error.Add(line.Data);
        process.Start();
        Id = process.Id;
        LastWill.Kill(Id);
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _ = WatchAsync();
    }

    private async Task WatchAsync()
    {
        await process.WaitForExitAsync();
        LastWill.Spare(Id);
        ended.SetResult();
    }

    private static class Native
    {
        [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Kill(int process, int signal);
    }
}
