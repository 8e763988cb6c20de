using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>A PostgreSQL cluster of the installed version with everything of its own.</summary>
internal sealed class LocalPostgreSql(int port, string[] settings, ServerTls? tls) : ITestServer
{
    private readonly string folder = LastWill.CreateFolder("postgresql");
    private ChildProcess? server;

    public string Host => "127.0.0.1";

    private string Data => Path.Combine(folder, "data");

    private string[] Arguments => ["-D", Data, .. settings, .. tls is null ? [] : ServerTls.SettingsOfPostgreSql(folder), "-p", $"{port}", "-h", Host, "-k", ""];

    public async Task StartAsync()
    {
        if (!Directory.Exists(Data))
            await InitialiseAsync();
        server = Run("postgres", Arguments);
        // After a kill the old processes take a moment to notice, and hold the memory until then: it refuses to start.
        await Eventually.Be(() => server.HasExited ? Restart() : server.Error.Contains("ready to accept connections", StringComparison.Ordinal));

        bool Restart()
        {
            server = Run("postgres", Arguments);
            return false;
        }
    }

    public async Task StopAsync()
    {
        // Fast: does not wait for the sessions to end by themselves.
        server!.Signal(Signal.Interrupt);
        await server.WaitForExitAsync(TimeSpan.FromSeconds(60));
    }

    public async Task KillAsync()
    {
        server!.Signal(Signal.Kill);
        await server.WaitForExitAsync(TimeSpan.FromSeconds(60));
    }

    public Task<string> LogAsync() => Task.FromResult(server?.Tail() ?? "");

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
    }

    private async Task InitialiseAsync()
    {
        var password = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(password, PostgreSqlServer.Password);
        foreach (var (name, content) in tls?.FilesOfPostgreSql ?? [])
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), content);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(folder, name), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        if (Environment.IsPrivilegedProcess)
            (await ChildProcess.Start("chown", ["-R", Unprivileged, folder], [], "/").WaitForExitAsync(TimeSpan.FromSeconds(10))).ExitCode.ShouldBe(0);
        var initialise = Run(
            "initdb", ["-D", Data, "-U", PostgreSqlServer.User, $"--pwfile={password}", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync"]);
        if ((await initialise.WaitForExitAsync(TimeSpan.FromSeconds(60))).ExitCode != 0)
            throw new InvalidOperationException($"initdb failed.\n{initialise.Tail()}");
    }

    private static string Unprivileged { get; } =
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    /// <summary>PostgreSQL refuses to run as root.</summary>
    private ChildProcess Run(string name, string[] arguments)
    {
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(version => int.TryParse(Path.GetFileName(version), out var n) ? n : 0)
            : Enumerable.Empty<string>();
        var program = TestServers.Program("postgresql", [.. installed.Select(version => Path.Combine(version, "bin", name)), name]);
        return Environment.IsPrivilegedProcess
            ? ChildProcess.Start("setpriv", [$"--reuid={Unprivileged}", "--clear-groups", "--", program, .. arguments], [], folder)
            : ChildProcess.Start(program, arguments, [], folder);
    }
}
