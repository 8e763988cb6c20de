namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>Runs a separate RabbitMQ node of the installed version, as the user of the test process.</summary>
internal sealed class LocalRabbitMq(int port, int managementPort, string settings) : ITestServer
{
    private readonly string folder = TestResourceReaper.CreateFolder("rabbitmq");
    private readonly int epmdPort = FreePort.Next();
    private readonly int distributionPort = FreePort.Next();
    private ChildProcess? epmd;
    private ChildProcess? node;

    public string Host => "127.0.0.1";

    public async Task StartAsync()
    {
        await WriteConfigurationAsync();
        // Without a running epmd, a node starts one that serves the whole machine and outlives the node.
        if (epmd is null or { HasExited: true })
            epmd = ChildProcess.Start(
                TestServers.FindProgram("rabbitmq-server", "epmd"),
                ["-address", Host, "-port", $"{epmdPort}"],
                Environment(),
                folder
            );
        // Debian's command in the PATH is a wrapper that requires its own user and folders.
        var server = TestServers.FindProgram(
            "rabbitmq-server",
            "/usr/lib/rabbitmq/bin/rabbitmq-server",
            "rabbitmq-server",
            "/usr/sbin/rabbitmq-server"
        );
        node = ChildProcess.Start(server, [], Environment(), folder);
    }

    public async Task StopAsync()
    {
        node!.Send(Signal.Terminate);
        await node.WaitForExitAsync();
    }

    public async Task KillAsync()
    {
        node!.Send(Signal.Kill);
        await node.WaitForExitAsync();
    }

    public async Task<ProcessResult> ExecuteAsync(string tool, params IEnumerable<string> arguments)
    {
        await using var process = ChildProcess.Start(
            TestServers.FindProgram("rabbitmq-server", $"/usr/lib/rabbitmq/bin/{tool}", tool),
            arguments,
            Environment(),
            folder
        );
        return await process.WaitForExitAsync();
    }

    public Task<string> LogAsync() => Task.FromResult(node?.Tail() ?? "");

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { node, epmd }.OfType<ChildProcess>())
            await process.DisposeAsync();
    }

    private async Task WriteConfigurationAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "enabled_plugins"), "[rabbitmq_management].");
        await File.WriteAllTextAsync(Path.Combine(folder, "advanced.config"), RabbitMqServer.AdvancedConfiguration);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "rabbitmq.conf"),
            $"""
            {settings}
            default_user = {RabbitMqServer.User}
            default_pass = {RabbitMqServer.Password}
            listeners.tcp.1 = {Host}:{port}
            management.tcp.ip = {Host}
            management.tcp.port = {managementPort}
            log.console = true
            log.file = false

            """
        );
    }

    private Dictionary<string, string?> Environment() =>
        new()
        {
            // The Erlang cookie is written to the home folder.
            ["HOME"] = folder,
            ["ERL_EPMD_PORT"] = $"{epmdPort}",
            ["RABBITMQ_NODENAME"] = $"callevents-{port}@localhost",
            ["RABBITMQ_DIST_PORT"] = $"{distributionPort}",
            // An idle scheduler that spins takes processor time from the tests.
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none",
            ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(folder, "none.conf"),
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "rabbitmq.conf"),
            ["RABBITMQ_ADVANCED_CONFIG_FILE"] = Path.Combine(folder, "advanced.config"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "enabled_plugins"),
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "data"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log"),
            ["RABBITMQ_PID_FILE"] = Path.Combine(folder, "pid"),
            // Makes the script replace itself with the server; otherwise a kill would end only the shell and leave the server running.
            ["RUNNING_UNDER_SYSTEMD"] = "1",
        };
}
