using System.ComponentModel;
using System.Diagnostics;

namespace CallEvents.Tests.Observability;

/// <summary>Runs the tools of Debian's package <c>prometheus</c>, which <c>test.sh</c> installs.</summary>
internal static class Promtool
{
    private static readonly Lazy<bool> IsInstalled = new(() => TryRun(["--version"]).ExitCode == 0);

    public static void Require() => Assert.SkipUnless(IsInstalled.Value, "promtool is not installed: package prometheus.");

    /// <summary>Runs promtool, and fails with its output unless it succeeds.</summary>
    public static string Run(params string[] arguments)
    {
        Require();
        var (exitCode, output) = TryRun(arguments);
        exitCode.ShouldBe(0, output);
        return output;
    }

    private static (int ExitCode, string Output) TryRun(string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo("promtool", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + errors.GetAwaiter().GetResult());
        }
        catch (Win32Exception exception)
        {
            return (-1, exception.Message);
        }
    }
}
