using System.Diagnostics;
using System.Runtime.InteropServices;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>A process started by the tests. Its output is kept, and it does not outlive the test run.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>
    /// The only variables that a process inherits from the machine, so that the machine's environment does not influence the result.
    /// </summary>
    private static readonly string[] InheritedVariables =
    [
        "PATH",
        "HOME",
        "USER",
        "TMPDIR",
        "LANG",
        "TZ",
        "DOTNET_ROOT",
        "DOTNET_ROOT_X64",
        "DOTNET_ROOT_ARM64",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
    ];

    private readonly Process process;
    private readonly OutputTail output = new();
    private readonly OutputTail error = new();
    private readonly TaskCompletionSource exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process process) => this.process = process;

    public int Id { get; private set; }

    public bool HasExited => exited.Task.IsCompleted;

    public string Output => output.ToString();

    public string Error => error.ToString();

    public static ChildProcess Start(
        string program,
        IEnumerable<string> arguments,
        IEnumerable<KeyValuePair<string, string?>> environment,
        string folder,
        string input = ""
    )
    {
        AcceptInterrupts();
        var startInfo = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in startInfo.Environment.Keys.Except(InheritedVariables).ToList())
            startInfo.Environment.Remove(name);
        foreach (var (name, value) in environment)
            startInfo.Environment[name] = value;

        var child = new ChildProcess(new Process { StartInfo = startInfo, EnableRaisingEvents = true });
        child.Run(input);
        return child;
    }

    public void Send(Signal signal)
    {
        if (!HasExited && Native.Kill(Id, (int)signal) != 0 && !process.HasExited)
        {
            var error = Marshal.GetLastPInvokeError();
            throw new InvalidOperationException($"Cannot send {signal} to {process.StartInfo.FileName}: error {error}.");
        }
    }

    /// <summary>Waits until the process has exited and its output is complete.</summary>
    public async Task<ProcessResult> WaitForExitAsync(TimeSpan? within = null)
    {
        var timeout = within ?? Eventually.Patience;
        try
        {
            await exited.Task.WaitAsync(timeout, TimeProvider.System, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Still running after {timeout.TotalSeconds:0.#} s: {process.StartInfo.FileName}\n{Tail()}");
        }
        return new(process.ExitCode, Output, Error);
    }

    public string Tail(int lines = 60) => $"{output.Last(lines)}\n{error.Last(lines)}".Trim();

    public async ValueTask DisposeAsync()
    {
        Send(Signal.Kill);
        await exited.Task;
        process.Dispose();
    }

    private void Run(string input)
    {
        process.OutputDataReceived += (_, line) => output.Add(line.Data);
        process.ErrorDataReceived += (_, line) => error.Add(line.Data);
        process.Start();
        Id = process.Id;
        TestResourceReaper.TrackProcess(Id);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        _ = WatchAsync();
    }

    private async Task WatchAsync()
    {
        await process.WaitForExitAsync();
        TestResourceReaper.UntrackProcess(Id);
        exited.SetResult();
    }

    /// <summary>What a shell starts in the background ignores Ctrl-C, and so would all that it starts.</summary>
    private static void AcceptInterrupts()
    {
        var ignored = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        var mask = Convert.ToUInt64(ignored.Split(':')[1].Trim(), 16);
        if ((mask & (1UL << ((int)Signal.Interrupt - 1))) != 0)
            Native.SetHandler((int)Signal.Interrupt, Native.DefaultHandler);
    }

    private static class Native
    {
        public const nint DefaultHandler = 0;

        [DllImport("libc", EntryPoint = "signal", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern nint SetHandler(int signal, nint handler);

        [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Kill(int process, int signal);
    }
}
