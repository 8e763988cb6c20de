namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>A server of the tests, in a container or as local processes. It keeps its data and ports over restarts.</summary>
internal interface ITestServer : IAsyncDisposable
{
    string Host { get; }

    Task StartAsync();

    /// <summary>Stops the server gracefully and waits until it has exited.</summary>
    Task StopAsync();

    /// <summary>Kills the server with SIGKILL and waits until it has exited.</summary>
    Task KillAsync();

    /// <summary>Runs one of the server's own tools beside it.</summary>
    Task<ProcessResult> ExecuteAsync(string tool, params IEnumerable<string> arguments);

    /// <summary>Returns the last lines of the server's log.</summary>
    Task<string> LogAsync();
}
