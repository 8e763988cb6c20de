using CallEvents.Simulator;
using CallEvents.Simulator.Workspaces;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>
/// The simulated Revont API on a port of its own. It runs in this process: no test kills it, and a process takes a second to start.
/// </summary>
public sealed class SimulatorServer : IAsyncDisposable
{
    private readonly RevontSimulator simulator;

    private SimulatorServer(RevontSimulator simulator)
    {
        this.simulator = simulator;
        BaseAddress = new Uri(simulator.BaseUrl, "/");
        Http = new() { BaseAddress = BaseAddress };
    }

    public Uri BaseAddress { get; }

    public HttpClient Http { get; }

    /// <summary>The account: what a test changes in it, the API shows.</summary>
    public SimulatedWorkspace Workspace => simulator.Workspace;

    public static async Task<SimulatorServer> StartAsync(SimulatorOptions options) =>
        new(await RevontSimulator.StartAsync(options, ct: TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await simulator.DisposeAsync();
    }
}
