using System.Diagnostics;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>Removes the processes, containers and folders of a test run, even when the test process itself is killed.</summary>
/// <remarks>
/// A shell reads the tracked resources from a pipe. When the test process ends, for any reason, the pipe closes and the shell removes them.
/// PR_SET_PDEATHSIG does not work here: it fires when the <i>thread</i> that started the child ends, and .NET uses pooled threads.
/// </remarks>
internal static class TestResourceReaper
{
    private const string Script = """
        trap '' INT TERM HUP QUIT
        processes= containers=
        without() { for one in $2; do [ "$one" = "$1" ] || printf '%s ' "$one"; done; }
        while read -r verb value; do
            case $verb in
                track-process) processes="$processes $value" ;;
                untrack-process) processes=$(without "$value" "$processes") ;;
                track-container) containers="$containers $value" ;;
                untrack-container) containers=$(without "$value" "$containers") ;;
            esac
        done
        for process in $processes; do kill -9 "-$process" || kill -9 "$process"; done
        for container in $containers; do docker rm -fv "$container"; done
        rm -rf -- "$1" || { sleep 1; rm -rf -- "$1"; }
        """;

    private static readonly Lock WriteLock = new();
    private static readonly string Root = CreateRoot();
    private static readonly StreamWriter Shell = StartShell(Root);
    private static int folders;

    /// <summary>Creates a folder that is removed after the test run.</summary>
    public static string CreateFolder(string name) =>
        Directory.CreateDirectory(Path.Combine(Root, $"{name}-{Interlocked.Increment(ref folders)}")).FullName;

    public static void TrackProcess(int process) => Write("track-process", process);

    /// <summary>Call it when the process has exited, since another process may get its id.</summary>
    public static void UntrackProcess(int process) => Write("untrack-process", process);

    public static void TrackContainer(string container) => Write("track-container", container);

    public static void UntrackContainer(string container) => Write("untrack-container", container);

    /// <summary>Starts a shell that removes the folder, and the resources that are written to it, when the writer is closed.</summary>
    internal static StreamWriter StartShell(string folder)
    {
        string[] command = ["/bin/sh", "-c", $"exec >/dev/null 2>&1\n{Script}", "test-resource-reaper", folder];
        // Runs in its own session, since `timeout -k` and a cancelled CI job kill the whole process group.
        if (File.Exists("/usr/bin/setsid"))
            command = ["/usr/bin/setsid", .. command];
        var shell = new Process
        {
            StartInfo = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, WorkingDirectory = "/" },
        };
        shell.Start();
        shell.StandardInput.AutoFlush = true;
        return shell.StandardInput;
    }

    private static string CreateRoot()
    {
        var root = Directory.CreateTempSubdirectory("callevents-tests-").FullName;
        // PostgreSQL runs as another user, which needs access to its folder.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(root, (UnixFileMode)0b111_101_101);
        return root;
    }

    private static void Write(string verb, object value)
    {
        lock (WriteLock)
            Shell.Write($"{verb} {value}\n");
    }
}
