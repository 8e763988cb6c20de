using System.Net;
using CallEvents.TestSupport;

namespace CallEvents.EndToEndTests.Infrastructure;

/// <summary>One of our services as a real process, with its own port and folder; can be ended in every way and started again.</summary>
/// <remarks>It sees the settings that the test gives it and nothing of the test machine's own. Its state files go to <see cref="Folder"/>.</remarks>
public sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<ChildProcess> runs = [];
    private readonly string program;
    private readonly int port = FreePort.Next();

    /// <param name="project">Its project's name, <c>CallEvents.Poller</c>; it is taken from that project's own output.</param>
    /// <param name="settings">By name, <c>Polling:Interval</c> or <c>Polling__Interval</c>.</param>
    /// <param name="arguments">The command line.</param>
    public ServiceProcess(string project, IEnumerable<KeyValuePair<string, string?>>? settings = null, params IEnumerable<string> arguments)
    {
        Project = project;
        Arguments = [.. arguments];
        // bin/Debug/net10.0: as these tests were built.
        var output = Path.GetRelativePath(Path.Combine(Repository.Root, "tests", "CallEvents.EndToEndTests"), AppContext.BaseDirectory);
        program = Path.GetFullPath(Path.Combine(Repository.Root, "src", project, output, $"{project}.dll"));
        Folder = LastWill.CreateFolder(project);
        BaseAddress = new($"http://127.0.0.1:{port}");
        Http = new() { BaseAddress = BaseAddress };
        Settings = new(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = BaseAddress.ToString(),
            ["ASPNETCORE_CONTENTROOT"] = Path.GetDirectoryName(program),
        };
        foreach (var (name, value) in settings ?? [])
            Settings[name] = value;
    }

    public string Project { get; }

    public Uri BaseAddress { get; }

    public HttpClient Http { get; }

    /// <summary>Its working folder; stays as it is from one start to the next.</summary>
    public string Folder { get; }

    /// <summary>A change holds from the next start.</summary>
    public Dictionary<string, string?> Settings { get; }

    public IReadOnlyList<string> Arguments { get; set; }

    public int Id => Current.Id;

    public bool IsRunning => runs.Count > 0 && !Current.HasExited;

    /// <summary>What it wrote to standard output, over all starts.</summary>
    public string Output => string.Join('\n', runs.Select(run => run.Output));

    /// <summary>What it wrote to standard error, over all starts.</summary>
    public string Error => string.Join('\n', runs.Select(run => run.Error));

    private ChildProcess Current => runs is [.., var last] ? last : throw new InvalidOperationException($"{Project} was not started.");

    public void Start()
    {
        if (IsRunning)
            throw new InvalidOperationException($"{Project} is running.");
        var environment = Settings.Select(setting => KeyValuePair.Create(setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value));
        runs.Add(ChildProcess.Start("dotnet", [program, .. Arguments], environment, Folder));
    }

    public Task StartAndWaitUntilReadyAsync()
    {
        Start();
        return WaitUntilReadyAsync();
    }

    /// <summary>Until it says itself that it does its work.</summary>
    public Task WaitUntilReadyAsync(TimeSpan? within = null) =>
        WaitUntilAsync("/health/ready", status => status == HttpStatusCode.OK, within ?? Patience);

    /// <summary>Until it answers requests, whatever it says.</summary>
    public Task WaitUntilAnsweringAsync(TimeSpan? within = null) => WaitUntilAsync("/", _ => true, within ?? Patience);

    /// <summary>SIGKILL: it has no say in it.</summary>
    public async Task KillAsync()
    {
        Current.Signal(Signal.Kill);
        await WaitForExitAsync();
    }

    /// <summary>SIGTERM: it is asked to stop, and has the time it takes.</summary>
    public Task<ProcessResult> StopAsync(TimeSpan? within = null)
    {
        Current.Signal(Signal.Terminate);
        return WaitForExitAsync(within);
    }

    /// <summary>SIGSTOP: it hangs, and everybody else sees it hang.</summary>
    public void Pause() => Current.Signal(Signal.Stop);

    /// <summary>SIGCONT.</summary>
    public void Resume() => Current.Signal(Signal.Continue);

    public Task<ProcessResult> WaitForExitAsync(TimeSpan? within = null) => Current.WaitForExitAsync(within ?? Patience);

    public async ValueTask DisposeAsync()
    {
        foreach (var run in runs)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"--- {Project}, process {run.Id}\n{run.Tail()}");
            await run.DisposeAsync();
        }
        Http.Dispose();
    }

    private async Task WaitUntilAsync(string path, Func<HttpStatusCode, bool> satisfied, TimeSpan within)
    {
        async Task<string> Ask()
        {
            if (Current.HasExited)
                return "ended";
            using var answer = await Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            return satisfied(answer.StatusCode) ? "satisfied" : $"{(int)answer.StatusCode} {body}";
        }

        string seen;
        try
        {
            seen = await Eventually.Be(Ask, state => state is "ended" or "satisfied", within, condition: $"{Project} {path}");
        }
        catch (ShouldAssertException e)
        {
            throw new ShouldAssertException($"{e.Message}\n{Current.Tail()}", e);
        }
        if (seen == "ended")
            throw new ShouldAssertException($"{Project} ended with {(await WaitForExitAsync()).ExitCode} before it was up.\n{Current.Tail()}");
    }
}
