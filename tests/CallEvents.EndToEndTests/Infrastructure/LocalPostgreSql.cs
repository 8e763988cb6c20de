using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>Runs a separate PostgreSQL cluster of the installed version.</summary>
internal sealed class LocalPostgreSql(int port, string[] settings, ServerTls? tls) : ITestServer
{
    private readonly string folder = TestResourceReaper.CreateFolder("postgresql");
    private ChildProcess? server;

    public string Host => "127.0.0.1";

    private string Data => Path.Combine(folder, "data");

    private string[] Arguments =>
        ["-D", Data, .. settings, .. tls is null ? [] : ServerTls.PostgreSqlSettings(folder), "-p", $"{port}", "-h", Host, "-k", ""];

    public async Task StartAsync()
    {
        if (!Directory.Exists(Data))
            await InitializeClusterAsync();
        server = Run("postgres", Arguments);
        // After a kill, the old backends keep the shared memory until they notice, and the server refuses to start before that.
        await Eventually.Be(() => server.HasExited ? Restart() : IsReady());

        bool IsReady() => server.Error.Contains("ready to accept connections", StringComparison.Ordinal);

        bool Restart()
        {
            server = Run("postgres", Arguments);
            return false;
        }
    }

    public async Task StopAsync()
    {
        // SIGINT is a fast shutdown: it does not wait for sessions to end.
        server!.Send(Signal.Interrupt);
        await server.WaitForExitAsync();
    }

    public async Task KillAsync()
    {
        server!.Send(Signal.Kill);
        await server.WaitForExitAsync();
    }

    public Task<string> LogAsync() => Task.FromResult(server?.Tail() ?? "");

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
    }

    private async Task InitializeClusterAsync()
    {
        var password = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(password, PostgreSqlServer.Password);
        foreach (var (name, content) in tls?.PostgreSqlFiles ?? [])
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), content);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(Path.Combine(folder, name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        if (Environment.IsPrivilegedProcess)
        {
            var chown = ChildProcess.Start("chown", ["-R", UnprivilegedUser, folder], [], "/");
            (await chown.WaitForExitAsync()).ExitCode.ShouldBe(0);
        }
        var initdb = Run(
            "initdb",
            [
                "-D",
                Data,
                "-U",
                PostgreSqlServer.User,
                $"--pwfile={password}",
                "-A",
                "scram-sha-256",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
            ]
        );
        if ((await initdb.WaitForExitAsync()).ExitCode != 0)
            throw new InvalidOperationException($"initdb failed.\n{initdb.Tail()}");
    }

    public Task<ProcessResult> ExecuteAsync(string tool, params IEnumerable<string> arguments) => Run(tool, arguments).WaitForExitAsync();

    private static string UnprivilegedUser { get; } =
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    /// <summary>Starts a program of the newest installed version as an unprivileged user: PostgreSQL refuses to run as root.</summary>
    private ChildProcess Run(string name, IEnumerable<string> arguments)
    {
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(VersionNumber)
            : Enumerable.Empty<string>();
        var program = TestServers.FindProgram("postgresql", [.. installed.Select(version => Path.Combine(version, "bin", name)), name]);
        return Environment.IsPrivilegedProcess
            ? ChildProcess.Start("setpriv", [$"--reuid={UnprivilegedUser}", "--clear-groups", "--", program, .. arguments], [], folder)
            : ChildProcess.Start(program, arguments, [], folder);
    }

    private static int VersionNumber(string folder) => int.TryParse(Path.GetFileName(folder), out var number) ? number : 0;
}
