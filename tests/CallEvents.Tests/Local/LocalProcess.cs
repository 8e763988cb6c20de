using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CallEvents.Tests.Local;

/// <summary>CallEvents.Local as a separate process, with its output captured as if redirected to a file.</summary>
internal sealed partial class LocalProcess : IAsyncDisposable
{
    /// <summary>Settings for short intervals and the most detailed log.</summary>
    public static readonly (string, string)[] FastSettings =
    [
        ("Polling__Interval", "00:00:00.5"),
        ("Transcripts__FirstRetry", "00:00:00.3"),
        ("Transcripts__MaxRetry", "00:00:01"),
        ("Logging__LogLevel__Default", "Trace"),
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
        // Processes started from the background of a script inherit an ignored SIGINT.
        string[] command = ["dotnet", Path.Combine(AppContext.BaseDirectory, "CallEvents.Local.dll"), .. args];
        if (OperatingSystem.IsLinux())
            command = ["env", "--default-signal=INT", .. command];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return new LocalProcess(Process.Start(start)!);
    }

    public static async Task<LocalProcess> RunAsync(IReadOnlyList<string> args, params (string Name, string Value)[] settings)
    {
        var local = Start(args, settings);
        await local.WaitForExitAsync();
        return local;
    }

    public async Task<int> WaitForExitAsync()
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

    /// <summary>Reads one count of the summary.</summary>
    public int ReadSummary(string label) =>
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

    [GeneratedRegex(@"^ {2,4}(?<label>[A-Za-z][A-Za-z -]*?) +(?<number>[\d,]+)(   .*)?\r?$", RegexOptions.Multiline)]
    private static partial Regex SummaryLine();
}
