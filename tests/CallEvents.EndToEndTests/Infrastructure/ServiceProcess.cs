using System.Net;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>Runs a service as a process with its own port and folder; a test can stop, kill, pause and restart it.</summary>
/// <remarks>
/// The process gets its settings from the test, and almost no environment variables from the machine. Its state files are in
/// <see cref="Folder"/>.
/// </remarks>
public sealed class ServiceProcess : IAsyncDisposable
{
    private readonly List<ChildProcess> runs = [];
    private readonly string program;
    private readonly int port = FreePort.Next();

    /// <param name="project">The project, such as <c>CallEvents.Poller</c>; its program is taken from its own output folder.</param>
    /// <param name="settings">Settings by name, such as <c>Polling:Interval</c> or <c>Polling__Interval</c>.</param>
    /// <param name="arguments">The command line.</param>
    public ServiceProcess(string project, IEnumerable<KeyValuePair<string, string?>>? settings = null, params IEnumerable<string> arguments)
    {
        Project = project;
        Arguments = [.. arguments];
        program = Repository.Program($"src/{project}");
        Folder = TestResourceReaper.CreateFolder(project);
        BaseAddress = new($"http://127.0.0.1:{port}");
        Http = new() { BaseAddress = BaseAddress };
        Settings = new(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = BaseAddress.ToString(),
            ["ASPNETCORE_CONTENTROOT"] = Path.GetDirectoryName(program),
            // It lives for seconds: to compile what it runs often a second time, and to spin while idle, costs others more than it saves.
            ["DOTNET_TC_CallCounting"] = "0",
            ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0",
        };
        foreach (var (name, value) in settings ?? [])
            Settings[name] = value;
    }

    public string Project { get; }

    public Uri BaseAddress { get; }

    public HttpClient Http { get; }

    /// <summary>The working folder, kept over restarts.</summary>
    public string Folder { get; }

    /// <summary>The settings. A change applies from the next start.</summary>
    public Dictionary<string, string?> Settings { get; }

    public IReadOnlyList<string> Arguments { get; set; }

    /// <summary>What it reads from standard input.</summary>
    public string Input { get; init; } = "";

    public int Id => Current.Id;

    public bool IsRunning => runs.Count > 0 && !Current.HasExited;

    /// <summary>The standard output of all starts.</summary>
    public string Output => string.Join('\n', runs.Select(run => run.Output));

    /// <summary>The standard error of all starts.</summary>
    public string Error => string.Join('\n', runs.Select(run => run.Error));

    private ChildProcess Current => runs is [.., var last] ? last : throw new InvalidOperationException($"{Project} is not started.");

    public void Start()
    {
        if (IsRunning)
            throw new InvalidOperationException($"{Project} is already running.");
        var environment = Settings.Select(setting =>
            KeyValuePair.Create(setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value)
        );
        runs.Add(ChildProcess.Start("dotnet", [program, .. Arguments], environment, Folder, Input));
    }

    public Task StartAndWaitUntilReadyAsync()
    {
        Start();
        return WaitUntilReadyAsync();
    }

    /// <summary>Waits until <c>/health/ready</c> responds with 200.</summary>
    public Task WaitUntilReadyAsync() => WaitUntilAsync("/health/ready", status => status == HttpStatusCode.OK);

    /// <summary>Waits until the service responds to requests, with any status.</summary>
    public Task WaitUntilRespondingAsync() => WaitUntilAsync("/", _ => true);

    public async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var response = await Http.GetAsync(new Uri(path, UriKind.Relative));
        return response.StatusCode;
    }

    /// <summary>Kills the process with SIGKILL.</summary>
    public async Task KillAsync()
    {
        Current.Send(Signal.Kill);
        await WaitForExitAsync();
    }

    /// <summary>Stops the process gracefully with SIGTERM and waits until it has exited.</summary>
    public Task<ProcessResult> StopAsync(TimeSpan? within = null)
    {
        Current.Send(Signal.Terminate);
        return WaitForExitAsync(within);
    }

    /// <summary>Sends SIGINT, as Ctrl-C does.</summary>
    public void Interrupt() => Current.Send(Signal.Interrupt);

    /// <summary>Suspends the process with SIGSTOP: it keeps its connections and does nothing.</summary>
    public void Pause() => Current.Send(Signal.Stop);

    /// <summary>Resumes the process with SIGCONT.</summary>
    public void Resume() => Current.Send(Signal.Continue);

    public Task<ProcessResult> WaitForExitAsync(TimeSpan? within = null) => Current.WaitForExitAsync(within);

    public async ValueTask DisposeAsync()
    {
        foreach (var run in runs)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"--- {Project}, process {run.Id}\n{run.Tail()}");
            await run.DisposeAsync();
        }
        Http.Dispose();
    }

    private async Task WaitUntilAsync(string path, Func<HttpStatusCode, bool> satisfied)
    {
        async Task<string> ProbeAsync()
        {
            if (Current.HasExited)
                return "exited";
            using var response = await Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return satisfied(response.StatusCode) ? "satisfied" : $"{(int)response.StatusCode} {body}";
        }

        string result;
        try
        {
            result = await Eventually.Be(ProbeAsync, state => state is "exited" or "satisfied", condition: $"{Project} {path}");
        }
        catch (ShouldAssertException e)
        {
            throw new ShouldAssertException($"{e.Message}\n{Current.Tail()}", e);
        }
        if (result == "exited")
        {
            var exitCode = (await WaitForExitAsync()).ExitCode;
            throw new ShouldAssertException($"{Project} exited with {exitCode} before it was up.\n{Current.Tail()}");
        }
    }
}
