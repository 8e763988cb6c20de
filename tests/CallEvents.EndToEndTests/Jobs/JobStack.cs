using System.Globalization;
using System.Text.Json;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Journeys;
using CallEvents.LedgerSpecs;
using CallEvents.Poller;
using CallEvents.Poller.Jobs;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.ServiceDefaults.Hosting;
using CallEvents.Simulator;
using CallEvents.TestSupport;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallEvents.EndToEndTests.Jobs;

/// <summary>Pollers on one ledger, a simulator with a past before their start, and the commands beside them.</summary>
internal sealed class JobStack : IAsyncDisposable
{
    /// <summary>Must be in no output.</summary>
    public const string ApiKey = "key-that-is-never-printed";

    /// <summary>The workspace starts four days ago.</summary>
    private const int Days = 6;

    private static readonly SimulatorOptions Calls = new()
    {
        Calls = 60,
        Days = Days,
        ArrivalsPerMinute = 0,
        ApiKey = ApiKey,
    };

    private readonly TestStack services;
    private readonly TcpProxy api;
    private readonly int requestsPerSecond;
    private readonly string lease;
    private readonly string sliceLength;
    private readonly List<ServiceProcess> processes = [];
    private string ledger;
    private IHost parts;

    private JobStack(TestStack services, string ledger, int requestsPerSecond, string lease, string sliceLength)
    {
        (this.services, this.ledger) = (services, ledger);
        (this.requestsPerSecond, this.lease, this.sliceLength) = (requestsPerSecond, lease, sliceLength);
        api = new TcpProxy(services.Revont.BaseAddress.Host, services.Revont.BaseAddress.Port);
        parts = BuildParts();
    }

    public TestStack Services => services;

    public Uri Broker => services.Broker.Uri;

    /// <summary>The way of the pollers and commands to the API.</summary>
    public TcpProxy Api => api;

    /// <param name="rabbit">The broker.</param>
    /// <param name="ledger">The connection string of the ledger.</param>
    /// <param name="requestsPerSecond">A few, so that a job can be interrupted.</param>
    /// <param name="lease">Short, so that a killed holder is replaced soon.</param>
    /// <param name="sliceLength">How much of the past is read at a time.</param>
    public static async Task<JobStack> StartAsync(
        RabbitMqServer rabbit,
        string ledger,
        int requestsPerSecond = 200,
        string lease = "00:00:08",
        string sliceLength = "06:00:00"
    ) => new(await TestStack.StartAsync(rabbit, Calls), ledger, requestsPerSecond, lease, sliceLength);

    /// <summary>The pollers and commands that are started from now on have another ledger.</summary>
    public void UseLedger(string connectionString)
    {
        ledger = connectionString;
        parts.Dispose();
        parts = BuildParts();
    }

    public ServiceProcess StartPoller()
    {
        var poller = Create();
        poller.Start();
        return poller;
    }

    /// <summary>Starts a command as a process.</summary>
    public ServiceProcess StartCommand(params string[] arguments)
    {
        var command = Create(arguments);
        command.Start();
        return command;
    }

    /// <summary>Runs a command, and returns its exit code and its JSON document.</summary>
    public async Task<(int ExitCode, JsonElement Report)> RunAsync(params IEnumerable<string> arguments)
    {
        var command = StartCommand([.. arguments, "--json"]);
        var result = await command.ReadReportAsync();
        foreach (var secret in (string[])["@", ApiKey])
            (command.Output + command.Error).ShouldNotContain(secret);
        return result;
    }

    /// <summary>Waits until a job has done this much and is running.</summary>
    public Task WaitForProgressAsync(long job, long done) =>
        Eventually.Be(
            async () => await parts.Services.GetRequiredService<JobStore>().FindAsync(job, TestContext.Current.CancellationToken),
            found => found?.Done >= done,
            describe: found => $"{found?.State} {found?.Done} {found?.Error}"
        );

    /// <summary>Parks a call, as one that the API long failed to answer for, until its next retry.</summary>
    public async Task ParkAsync(string callId)
    {
        var now = TimeProvider.System.GetUtcNow();
        var contexts = parts.Services.GetRequiredService<IDbContextFactory<LedgerDbContext>>();
        await using var context = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken);
        context.Parked.Add(TestLedger.Parked(callId, now));
        await context.SaveChangesAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>The calls that the API exposes from a time on.</summary>
    public async Task<IReadOnlyList<string>> CallsSinceAsync(DateTimeOffset from) =>
        [
            .. (await services.ExposedCallsAsync())
                .Where(call => call.GetProperty("created_at").GetDateTimeOffset() >= from)
                .Select(call => call.GetProperty("id").GetString()!),
        ];

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
            await process.DisposeAsync();
        parts.Dispose();
        await api.DisposeAsync();
        await services.DisposeAsync();
    }

    /// <summary>The calls of all events of a type and these origins.</summary>
    public static HashSet<string> Ids(IEnumerable<Delivery> deliveries, string type, params string[] origins) =>
        [.. deliveries.Where(one => one.Type == type && origins.Contains(one.Origin)).Select(one => one.CallId!)];

    public static string Format(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private ServiceProcess Create(params string[] arguments)
    {
        var process = new ServiceProcess("CallEvents.Poller", Settings(), arguments);
        processes.Add(process);
        return process;
    }

    private IHost BuildParts() => CommandHost.Build([.. SettingArguments()], "test", builder => builder.AddPollerParts());

    private IEnumerable<string> SettingArguments() => Settings().Select(setting => $"--{setting.Key}={setting.Value}");

    private Dictionary<string, string?> Settings() =>
        new(TestStack.PollerSettings(api.Through(services.Revont.BaseAddress), Broker))
        {
            ["Revont:Workspaces:main:ApiKey"] = ApiKey,
            ["ConnectionStrings:Ledger"] = ledger,
            ["Revont:RequestsPerSecond"] = requestsPerSecond.ToString(CultureInfo.InvariantCulture),
            ["Revont:MaxConcurrency"] = "2",
            ["Polling:LeaseDuration"] = lease,
            ["Polling:SliceLength"] = sliceLength,
        };
}
