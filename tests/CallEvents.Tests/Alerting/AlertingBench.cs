using CallEvents.Alerting.RaiseAlerts;
using CallEvents.Alerting.Rules;
using CallEvents.Alerting.Sending;
using CallEvents.Alerting.Setup;
using CallEvents.Alerting.State;
using CallEvents.Contracts;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Database;
using CallEvents.Tests.ServiceDefaults.Bus;
using CallEvents.Tests.ServiceDefaults.Database;
using CallEvents.Tests.ServiceDefaults.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Alerting;

/// <summary>
/// Alerting without its hosted services, on a clock that the test advances: events are handed in, and each channel sends when it is asked
/// to.
/// </summary>
internal sealed class AlertingBench : IAsyncDisposable
{
    private readonly IHost host;
    private readonly Dictionary<string, ChannelSender> senders = [];

    private AlertingBench(IHost host, FakeTimeProvider time, RecordingChannelType channels) =>
        (this.host, Time, Channels) = (host, time, channels);

    public FakeTimeProvider Time { get; }

    public RecordingChannelType Channels { get; }

    public CapturedLogs Logs => Resolve<CapturedLogs>();

    private static CancellationToken TestEnded => TestContext.Current.CancellationToken;

    /// <summary>Creates one, or a replica of another.</summary>
    /// <param name="rules">The rules file's text.</param>
    /// <param name="settings">Settings such as <c>Channels:first:QuietHours:From</c>.</param>
    /// <param name="replicaOf">Shares its state, clock and channels.</param>
    /// <param name="state">The database's file.</param>
    /// <param name="steps">Is called at each step of the database.</param>
    public static async Task<AlertingBench> CreateAsync(
        string rules,
        IReadOnlyDictionary<string, string?>? settings = null,
        AlertingBench? replicaOf = null,
        string? state = null,
        DatabaseSteps? steps = null
    )
    {
        var time = replicaOf?.Time ?? new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 10, 0, 0, TimeSpan.Zero));
        var channels = replicaOf?.Channels ?? new RecordingChannelType();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        state ??= replicaOf?.Resolve<StatePath>().Path ?? ConsumerHost.NewStatePath();
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:State", $"Data Source={state}")]);
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.None));
        builder.Services.AddSingleton<CapturedLogs>();
        builder.Services.AddSingleton<ILoggerProvider>(services => services.GetRequiredService<CapturedLogs>());
        builder.Services.AddSingleton(new StatePath(state));
        builder.AddInMemoryBus();
        AlertingHost.Add(builder, rules, channels);
        if (settings is not null)
            builder.Configuration.AddInMemoryCollection(settings);
        if (steps is not null)
            builder.Services.ConfigureDbContext<AlertingDbContext>(context => context.AddInterceptors(steps));
        builder.Services.AddSingleton<TimeProvider>(time).AddSingleton<DatabaseClock>(new FixedDatabaseClock(time));
        var host = builder.Build();
        if (replicaOf is null)
            await host.Services.MigrateDatabasesAsync(TestEnded);
        return new AlertingBench(host, time, channels);
    }

    public T Resolve<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    /// <summary>Judges a message about a call that the clock's present shows.</summary>
    public Task<MessageOutcome> RaiseAsync(CallEvent callEvent)
    {
        // A start makes it: it gives up nothing for a while after that.
        Resolve<Overdue>();
        return Resolve<AlertRaiser>().RaiseAsync(callEvent, TestEnded);
    }

    /// <summary>Sends what is due by a channel, without its pace.</summary>
    public async Task SendAsync(string channel = "first")
    {
        if (!senders.TryGetValue(channel, out var sender))
            senders[channel] = sender = Resolve<ChannelSenderFactory>().Create(Resolve<ChannelSet>().Find(channel)!);

        while (Resolve<ChannelCircuits>().Of(channel).UntilProbe is not { } wait || wait <= TimeSpan.Zero)
        {
            Time.Advance(TimeSpan.FromMilliseconds(10));
            if (!await sender.SendNextAsync(TestEnded))
                return;
        }
    }

    /// <summary>Runs the housekeeping once.</summary>
    public Task CleanAsync() => host.Services.GetServices<IHostedService>().OfType<Housekeeping>().Single().RunAsync(TestEnded);

    /// <summary>All rows of the outbox.</summary>
    public async Task<IReadOnlyList<OutboxAlert>> ReadAsync()
    {
        await using var context = await Resolve<IDbContextFactory<AlertingDbContext>>().CreateDbContextAsync(TestEnded);
        return await context.Alerts.AsNoTracking().ToListAsync(TestEnded);
    }

    /// <summary>All that is remembered of calls.</summary>
    public async Task<IReadOnlyList<RememberedMatch>> ReadRememberedAsync()
    {
        await using var context = await Resolve<IDbContextFactory<AlertingDbContext>>().CreateDbContextAsync(TestEnded);
        return await context.Remembered.AsNoTracking().ToListAsync(TestEnded);
    }

    /// <summary>Replaces the content of a call's alerts by what no release has written.</summary>
    public async Task SpoilAsync(string callId)
    {
        await using var context = await Resolve<IDbContextFactory<AlertingDbContext>>().CreateDbContextAsync(TestEnded);
        await context
            .Alerts.Where(alert => alert.CallId == callId)
            .ExecuteUpdateAsync(row => row.SetProperty(alert => alert.Content, "{"), TestEnded);
    }

    /// <summary>An event about a call that was created a minute ago.</summary>
    public CallEvent Recorded(string id, string? outcome = null, string? rep = "user_1", TimeSpan? age = null, string origin = Origins.Live)
    {
        var now = Time.GetUtcNow();
        var call = Messages.Call(id, outcome, createdAt: now - (age ?? TimeSpan.FromMinutes(1))) with { RepId = rep };
        return new(EventKind.Recorded, "main", origin, now, Revision: 1, call);
    }

    /// <summary>The same with a transcript.</summary>
    public CallEvent Transcribed(string id, string text, string? outcome = null, string speaker = Speakers.Prospect) =>
        Recorded(id, outcome) with
        {
            Kind = EventKind.Transcribed,
            Revision = 2,
            Transcript =
            [
                new Segment
                {
                    Speaker = speaker,
                    StartMs = 61_000,
                    EndMs = 65_000,
                    Text = text,
                },
            ],
        };

    public async ValueTask DisposeAsync()
    {
        await Task.CompletedTask;
        host.Dispose();
    }

    private sealed record StatePath(string Path);
}
