using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using CallEvents.TestSupport;

namespace CallEvents.Tests.Deployment;

/// <summary>Renders kustomizations with <c>kubectl</c>, without a cluster.</summary>
internal static class Kustomize
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> Rendered = new();
    private static readonly Lazy<bool> HasKubectl = new(() => TryRun("kubectl", ["version", "--client"], out _));

    public static string Folder => Path.Combine(Repository.Root, "k8s");

    /// <param name="kustomization">A folder below <c>k8s</c>, such as <c>overlays/dev</c>.</param>
    public static string Render(string kustomization) =>
        Rendered.GetOrAdd(kustomization, folder => new(() => Kubectl("kustomize", Path.Combine(Folder, folder)))).Value;

    /// <summary>The output of a script of the manifests; such scripts use kubectl.</summary>
    public static string Run(string script)
    {
        RequireKubectl();
        return Output(Path.Combine(Folder, script), []);
    }

    private static string Kubectl(params string[] arguments)
    {
        RequireKubectl();
        return Output("kubectl", arguments);
    }

    private static void RequireKubectl() =>
        Assert.SkipUnless(HasKubectl.Value, "kubectl is not installed: the manifests cannot be rendered.");

    private static string Output(string program, string[] arguments) =>
        TryRun(program, arguments, out var output)
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {output}");

    private static bool TryRun(string program, string[] arguments, out string output)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
                output = errors.GetAwaiter().GetResult();
            return process.ExitCode == 0;
        }
        catch (Win32Exception exception)
        {
            output = exception.Message;
            return false;
        }
    }
}
