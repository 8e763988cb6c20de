namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>A server that belongs to the tests: a container, or processes on this machine. Its data and ports stay from start to start.</summary>
internal interface ITestServer : IAsyncDisposable
{
    string Host { get; }

    Task StartAsync();

    /// <summary>Asks it to end, and waits until it has.</summary>
    Task StopAsync();

    /// <summary>Ends it without a word.</summary>
    Task KillAsync();

    /// <summary>The last lines of its log.</summary>
    Task<string> LogAsync();
}
