using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CallEvents.Tests.Local;

/// <summary>The built Local as a process of its own, its output caught as if it went to a file.</summary>
internal sealed partial class LocalProcess : IAsyncDisposable
{
    /// <summary>Settings for tests that want to see much in a short time, and in the log all there is.</summary>
    public static readonly (string, string)[] Quick =
    [
        ("Polling__Interval", "00:00:00.5"), ("Transcripts__FirstRetry", "00:00:00.3"), ("Transcripts__MaxRetry", "00:00:01"), ("Logging__LogLevel__Default", "Trace"),
    ];

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder errors = new();

    private LocalProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Add(output, line.Data);
        process.ErrorDataReceived += (_, line) => Add(errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Output => Read(output);

    public string Errors => Read(errors);

    public static LocalProcess Start(IReadOnlyList<string> args, params (string Name, string Value)[] settings)
    {
        // Who runs the tests in the background of a script lets them, and all that they start, ignore SIGINT.
        string[] command = ["dotnet", Path.Combine(AppContext.BaseDirectory, "CallEvents.Local.dll"), .. args];
        if (OperatingSystem.IsLinux())
            command = ["env", "--default-signal=INT", .. command];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return new LocalProcess(Process.Start(start)!);
    }

    public static async Task<LocalProcess> RunAsync(IReadOnlyList<string> args, params (string Name, string Value)[] settings)
    {
        var local = Start(args, settings);
        await local.EndAsync();
        return local;
    }

    public async Task<int> EndAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"Still running after {Deadline}: {Output} {Errors}");
        }

        return process.ExitCode;
    }

    public int ExitCode => process.ExitCode;

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>A number of the summary.</summary>
    public int Summed(string label) =>
        SummaryLine().Matches(Output).FirstOrDefault(line => line.Groups["label"].Value == label) is { } line
            ? int.Parse(line.Groups["number"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture)
            : throw new ShouldAssertException($"No '{label}' in: {Output} {Errors}");

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static void Add(StringBuilder to, string? line)
    {
        lock (to)
        {
            if (line is not null)
                to.AppendLine(line);
        }
    }

    private static string Read(StringBuilder from)
    {
        lock (from)
            return from.ToString();
    }

    [GeneratedRegex(@"^  (?<label>[A-Z][A-Za-z ]*?) +(?<number>[\d,]+)(   .*)?\r?$", RegexOptions.Multiline)]
    private static partial Regex SummaryLine();
}
