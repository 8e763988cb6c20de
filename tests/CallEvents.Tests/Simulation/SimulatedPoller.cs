using System.Globalization;
using CallEvents.Poller;
using CallEvents.Poller.Ledger;
using CallEvents.Poller.Ledger.Erasures;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Workspaces.Loops;
using CallEvents.ServiceDefaults.Database;
using CallEvents.Tests.Simulation.Api;
using CallEvents.Tests.Simulation.Broker;
using CallEvents.Tests.Simulation.Database;
using CallEvents.Tests.Simulation.Scheduling;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallEvents.Tests.Simulation;

/// <summary>
/// One replica of the poller: the product's own registration, with the seams replaced. Dies and is started again, each time as a new
/// process.
/// </summary>
internal sealed class SimulatedPoller(SimulatedWorld world, int number, TimeSpan clockAhead) : IDisposable
{
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(3);

    private readonly List<IHost> hosts = [];
    private int starts;
    private CancellationTokenSource stopping = new();
    private Task running = Task.CompletedTask;

    public SimulatedProcess Process { get; private set; } = new($"p{number}", world.Scheduler);

    public bool IsRunning { get; private set; }

    public void Start()
    {
        Process = new SimulatedProcess(string.Create(CultureInfo.InvariantCulture, $"p{number}.{++starts}"), world.Scheduler);
        stopping = new CancellationTokenSource();
        world.Note($"{Process.Name} starts");
        IsRunning = true;
        Process.Post(
            _ =>
            {
                var host = Build(Process);
                hosts.Add(host);
                world.Started(Process, host.Services);
                running = host.Services.GetServices<IHostedService>().OfType<PollerService>().Single().RunAsync(stopping.Token);
                Observe(Process, running);
            },
            null
        );
    }

    public void Kill()
    {
        world.Note($"{Process.Name} dies");
        Process.Kill();
        IsRunning = false;
        world.Scheduler.After(RestartDelay, Start);
    }

    /// <summary>Stops it as a deployment does, and starts it when it has stopped.</summary>
    public void Restart()
    {
        if (!IsRunning)
            return;
        world.Note($"{Process.Name} is stopped");
        Process.Post(_ => stopping.Cancel(), null);
    }

    public void Freeze(TimeSpan length)
    {
        var frozen = Process;
        world.Note($"{frozen.Name} is frozen");
        frozen.Freeze();
        world.Scheduler.After(length, frozen.Thaw);
    }

    public void Dispose()
    {
        // Its connection refers to all of the run through the function of its clock.
        Process.Kill();
        stopping.Dispose();
        foreach (var host in hosts)
            host.Dispose();
    }

    private void Observe(SimulatedProcess process, Task run) =>
        run.GetAwaiter()
            .OnCompleted(() =>
            {
                world.Note($"{process.Name} has stopped");
                if (!run.IsCompletedSuccessfully || !stopping.IsCancellationRequested)
                    world.Violate($"{process.Name} ends by itself: {run.Exception?.Message}");
                process.Kill();
                IsRunning = false;
                world.Scheduler.After(RestartDelay, Start);
            });

    private IHost Build(SimulatedProcess process)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(world.Settings);
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["ConnectionStrings:Ledger"] = world.Database.ConnectionString }
        );
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error).AddProvider(new ErrorRule(world, process)));

        // The broker stands behind the message sender: there is no bus.
        builder.Services.AddSingleton<IBus>(_ => throw new NotSupportedException());
        builder.AddPoller();

        // Every two seconds would take most of the time of a run.
        foreach (var loop in (Type[])[typeof(RowCountLoop), typeof(HolderReportLoop)])
            builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == loop));
        if (world.Plan.Jobs.Count == 0)
        {
            foreach (var loop in (Type[])[typeof(JobsLoop), typeof(ShortJobsLoop)])
                builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == loop));
        }
        if (world.RowCountInterval is { } interval)
            builder.Services.AddScoped<IWorkspaceLoop>(session => CountRows(session, interval));
        var connection = ProcessConnection.Open(world);
        process.Killed += connection.Close;
        builder
            .Services.AddSingleton<TimeProvider>(new ProcessClock(process, SimulatedWorld.Start + clockAhead))
            .AddSingleton(new Random(world.Scheduler.Draw(int.MaxValue)))
            .AddSingleton(new ReplicaName(process.Name))
            .AddSingleton(world.Defect.Decorate(new SimulatedApi(world, process), world))
            .AddSingleton(world.Defect.Decorate(new SimulatedSender(world, process, SimulatedScenario.PublishTimeout), world))
            .AddSingleton<DatabaseClock>(new TrueDatabaseClock())
            .ConfigureDbContext<LedgerDbContext>(options =>
                options
                    .UseSqlite(connection)
                    .AddInterceptors(
                        new CommandInterceptor(world, process),
                        new CommitInterceptor(world, process, new LedgerRules(world, process))
                    )
            )
            .ConfigureDbContext<ErasureDbContext>(options => options.UseSqlite(connection));
        return builder.Build();
    }

    private static PeriodicLoop CountRows(IServiceProvider session, TimeSpan interval)
    {
        var (reader, status) = (session.GetRequiredService<LedgerReader>(), session.GetRequiredService<LedgerStatus>());
        var (workspace, settings) = (session.GetRequiredService<Lease>().Workspace, session.GetRequiredService<LedgerWriterSettings>());
        return new PeriodicLoop(
            "row count",
            interval,
            async stopping => status.Counts = await reader.CountsAsync(workspace, settings.MaxBytes, stopping),
            session.GetRequiredService<TimeProvider>()
        );
    }
}
