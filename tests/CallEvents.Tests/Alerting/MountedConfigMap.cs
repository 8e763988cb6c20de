using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace CallEvents.Tests.Alerting;

/// <summary>
/// A rules file as Kubernetes mounts it from a ConfigMap: a link to <c>..data/rules.yaml</c>, where <c>..data</c> is a link to a folder
/// that holds one version. A new version replaces that link by one rename, and then the folder before is deleted.
/// </summary>
internal sealed class MountedConfigMap
{
    private readonly string folder = TemporaryFolder.Create();
    private string? version;
    private int versions;

    public MountedConfigMap(string rules)
    {
        Write(rules);
        File.CreateSymbolicLink(RulesFile, Path.Combine("..data", "rules.yaml"));
    }

    public string RulesFile => Path.Combine(folder, "rules.yaml");

    /// <summary>Mounts a new version.</summary>
    public void Write(string rules)
    {
        var next = string.Create(CultureInfo.InvariantCulture, $"..2026_11_25_10_00_00.{++versions}");
        Directory.CreateDirectory(Path.Combine(folder, next));
        File.WriteAllText(Path.Combine(folder, next, "rules.yaml"), rules);

        var link = Path.Combine(folder, "..data_tmp");
        Directory.CreateSymbolicLink(link, next);
        if (Native.Rename(Utf8(link), Utf8(Path.Combine(folder, "..data"))) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());

        if (version is not null)
            Directory.Delete(Path.Combine(folder, version), recursive: true);
        version = next;
    }

    /// <summary>Takes the file out of the ConfigMap: its link leads nowhere.</summary>
    public void Remove() => File.Delete(Path.Combine(folder, "..data", "rules.yaml"));

    private static byte[] Utf8(string path) => Encoding.UTF8.GetBytes($"{path}\0");

    private static class Native
    {
        // File.Move follows a link to a folder, and finds no file.
        [DllImport("libc", EntryPoint = "rename", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Rename(byte[] from, byte[] to);
    }
}
