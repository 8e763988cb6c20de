using System.Text.RegularExpressions;
using CallEvents.Poller.Ledger.Schema;
using CallEvents.Poller.Outbox;
using CallEvents.Revont.Calls;
using CallEvents.Revont.Requests;
using CallEvents.ServiceDefaults.Database;
using CallEvents.Tests.Poller.Hosting;
using CallEvents.Tests.Poller.Outbox;
using CallEvents.Tests.Poller.Scripting;
using CallEvents.Tests.ServiceDefaults.Database;
using CallEvents.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace CallEvents.Tests.Poller.Workspaces;

/// <summary>Only the test advances the clock, so that a slow machine cannot make a loop look as if it hung.</summary>
public sealed class LivenessTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(10);

    private readonly ShiftedFakeClock time = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task A_publisher_that_hangs_fails_liveness_while_the_other_loops_run()
    {
        var sender = new HangingSender();
        await using var poller = await StartAsync(OneCall(), sender);
        await RunUntilAsync(() => sender.Sent > 0);
        try
        {
            time.Advance(Step);
            await WaitForLivenessAsync(poller, "^main: publishing: no heartbeat for [^;]+$");
        }
        finally
        {
            sender.Release();
        }

        await WaitForLivenessAsync(poller, "^$");
    }

    [Fact]
    public async Task A_poll_that_hangs_beyond_its_deadline_fails_liveness()
    {
        var revont = new HangingRevont(OneCall());
        var sender = new RecordingSender();
        await using var poller = await StartAsync(revont, sender);
        await RunUntilAsync(() => sender.Confirmed.Count == 2 && poller.Workspace() is var row && row.BackfilledTo >= row.StartedAt);
        revont.Hang();
        await RunUntilAsync(() => revont.Hanging > 0);
        try
        {
            time.Advance(Step);
            await WaitForLivenessAsync(poller, "^main: poll: no heartbeat for [^;]+$");
        }
        finally
        {
            revont.Release();
        }

        await WaitForLivenessAsync(poller, "^$");
    }

    [Fact]
    public async Task Retry_After_of_two_hours_keeps_the_poller_alive()
    {
        await using var revont = await ScriptedRevont.StartAsync(time);
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(revont.Now.AddHours(-1)));
        await RunUntilAsync(() => poller.Status.Ledger.LastProgressAt is not null);
        revont.RespondWithStatus(_ => true, 429, ("Retry-After", "7200"));
        await RunUntilAsync(() => poller.Status.Api.PausedUntil is not null);
        var requests = revont.Requests.Count;

        await StayAliveAsync(poller, TimeSpan.FromMinutes(100));

        revont.Requests.Count.ShouldBe(requests);
    }

    [Fact]
    public async Task An_API_outage_of_hours_keeps_the_poller_alive()
    {
        await using var revont = await ScriptedRevont.StartAsync(time);
        await using var poller = await revont.StartPollerAsync(settings: FastSettings.From(revont.Now.AddHours(-1)));
        await RunUntilAsync(() => poller.Status.Ledger.LastProgressAt is not null);
        revont.RespondWithStatus(_ => true, 500);

        await StayAliveAsync(poller, TimeSpan.FromHours(3));
    }

    [Fact]
    public async Task A_database_that_is_away_for_hours_keeps_the_poller_alive()
    {
        var database = new AbsentDatabase();
        var sender = new RecordingSender();
        await using var poller = await StartAsync(
            OneCall(),
            sender,
            builder => builder.Services.ConfigureDbContext<LedgerDbContext>(options => options.AddInterceptors(database))
        );
        await RunUntilAsync(() => sender.Confirmed.Count == 2);
        database.IsAway = true;

        await StayAliveAsync(poller, TimeSpan.FromHours(3));

        await Eventually.Be(() => !poller.Status.Lease.IsHeld);
        database.IsAway = false;
        await RunUntilAsync(() => poller.Status.Lease.IsHeld);
        await RunUntilAsync(() => Troubles(poller).Any(line => line.Contains("available again", StringComparison.Ordinal)));
        Troubles(poller).Count.ShouldBe(2, string.Join('\n', Troubles(poller)));
    }

    [Fact]
    public async Task A_broker_that_is_away_for_hours_keeps_the_poller_alive()
    {
        var sender = new FailingSender();
        await using var poller = await StartAsync(OneCall(), sender, settings: ("Publishing:MaxPending", "1"));
        await RunUntilAsync(() => sender.Failures > 0);

        await StayAliveAsync(poller, TimeSpan.FromHours(3));

        var sessions = poller.Logs.Lines.Count(line => line.Contains("Working on workspace", StringComparison.Ordinal));
        Troubles(poller).Count.ShouldBeInRange(1, sessions, "one line in each session");
    }

    private InMemoryRevont OneCall() => new(new CallSnapshot("call_1") { CreatedAt = time.GetUtcNow().AddMinutes(-10) });

    private Task<PollerHost> StartAsync(
        IRevontApi revont,
        IMessageSender sender,
        Action<IHostApplicationBuilder>? configure = null,
        params (string Key, string Value)[] settings
    ) =>
        PollerHost.StartAsync(
            new Uri("http://never.called.invalid"),
            settings: FastSettings.From(time.GetUtcNow().AddHours(-1), [("Polling:Rereads:0:Depth", "00:15:00"), .. settings]),
            configure: builder =>
            {
                builder
                    .Services.AddSingleton<TimeProvider>(time)
                    .AddSingleton(revont)
                    .AddSingleton(sender)
                    .AddSingleton<DatabaseClock>(new FixedDatabaseClock(time));
                configure?.Invoke(builder);
            }
        );

    private Task RunUntilAsync(Func<bool> condition) =>
        Eventually.Be(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return condition();
        });

    /// <summary>After each step, all that still runs beats: what waits for something outside must not have to.</summary>
    private async Task StayAliveAsync(PollerHost poller, TimeSpan duration)
    {
        for (var elapsed = TimeSpan.Zero; elapsed < duration; elapsed += Step)
        {
            time.Advance(Step);
            await WaitForLivenessAsync(poller, "^$");
        }
    }

    /// <summary>The clock goes on meanwhile: what had just begun to wait for a second when the step came waits to its end.</summary>
    private Task<string> WaitForLivenessAsync(PollerHost poller, string problem) =>
        Eventually.Be(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return LivenessProblemAsync(poller);
            },
            text => Regex.IsMatch(text, problem),
            describe: text => text
        );

    /// <summary>Empty when it is alive.</summary>
    private static async Task<string> LivenessProblemAsync(PollerHost poller)
    {
        var health = poller.Resolve<HealthCheckService>();
        var report = await health.CheckHealthAsync(check => check.Tags.Contains("live"), TestContext.Current.CancellationToken);
        return report.Status == HealthStatus.Unhealthy ? string.Join("; ", report.Entries.Values.Select(entry => entry.Description)) : "";
    }

    /// <summary>What the log says, without leases that are acquired and the address of the scripted API.</summary>
    private static List<string> Troubles(PollerHost poller) =>
        [
            .. poller.Logs.Lines.Where(line =>
                line.Contains("CallEvents.Poller", StringComparison.Ordinal)
                && !line.Contains("Working on workspace", StringComparison.Ordinal)
                && !line.Contains("Revont:BaseUrl", StringComparison.Ordinal)
            ),
        ];
}
