using System.Diagnostics;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>Ends what this test process started and removes its files, even when the test process itself is killed.</summary>
/// <remarks>
/// A shell that reads the names of what is to go. However this process ends, the pipe to it closes, and it carries them out. The kernel's
/// own way, PR_SET_PDEATHSIG, is of no use here: it fires when the <i>thread</i> ends that started the child, and ours are pooled.
/// </remarks>
internal static class LastWill
{
    private const string Script = """
        trap '' INT TERM HUP QUIT
        processes= containers=
        without() { for one in $2; do [ "$one" = "$1" ] || printf '%s ' "$one"; done; }
        while read -r verb value; do
            case $verb in
                kill) processes="$processes $value" ;;
                spare) processes=$(without "$value" "$processes") ;;
                discard) containers="$containers $value" ;;
                keep) containers=$(without "$value" "$containers") ;;
            esac
        done
        for process in $processes; do kill -9 "-$process" || kill -9 "$process"; done
        for container in $containers; do docker rm -fv "$container"; done
        rm -rf -- "$1" || { sleep 1; rm -rf -- "$1"; }
        """;

    private static readonly Lock Gate = new();
    private static readonly string Root = CreateRoot();
    private static readonly StreamWriter Shell = Open(Root);
    private static int folders;

    /// <summary>A folder of its own, gone when the tests are over.</summary>
    public static string CreateFolder(string name) =>
        Directory.CreateDirectory(Path.Combine(Root, $"{name}-{Interlocked.Increment(ref folders)}")).FullName;

    public static void Kill(int process) => Write("kill", process);

    /// <summary>It has ended by itself: its number may soon be another's.</summary>
    public static void Spare(int process) => Write("spare", process);

    public static void Discard(string container) => Write("discard", container);

    public static void Keep(string container) => Write("keep", container);

    /// <summary>Another will, for the folder and for what is written to it; it is carried out when it is closed.</summary>
    internal static StreamWriter Open(string folder)
    {
        string[] command = ["/bin/sh", "-c", $"exec >/dev/null 2>&1\n{Script}", "last-will", folder];
        // A session of its own, since `timeout -k` and a CI's cancel kill the whole group of processes.
        if (File.Exists("/usr/bin/setsid"))
            command = ["/usr/bin/setsid", .. command];
        var shell = new Process
        {
            StartInfo = new ProcessStartInfo(command[0], command[1..])
            {
                RedirectStandardInput = true,
                WorkingDirectory = "/",
            },
        };
        shell.Start();
        shell.StandardInput.AutoFlush = true;
        return shell.StandardInput;
    }

    private static string CreateRoot()
    {
        var root = Directory.CreateTempSubdirectory("callevents-tests-").FullName;
        // PostgreSQL runs as another user, who must be able to get to its folder.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(root, (UnixFileMode)0b111_101_101);
        return root;
    }

    private static void Write(string verb, object value)
    {
        lock (Gate)
            Shell.Write($"{verb} {value}\n");
    }
}
