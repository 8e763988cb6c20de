using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Rules;
using CallEvents.Alerting.State;
using CallEvents.Contracts;
using CallEvents.ServiceDefaults.Files;
using CallEvents.Tests.ServiceDefaults.Bus;
using CallEvents.TestSupport;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallEvents.Tests.Alerting.RaiseAlerts;

/// <summary>Sets of two rules that both fire on every lost deal. Their titles name the set, and its route leads to one channel.</summary>
public sealed class RuleSwitchTests
{
    /// <summary>How many calls are on their way when the file is replaced: some of them are being judged then.</summary>
    private const int InFlight = 6;

    private static readonly string A = Set("A", "first");
    private static readonly string B = Set("B", "second");

    [Fact]
    public async Task A_message_that_is_being_judged_is_placed_by_the_same_rules()
    {
        var steps = new DatabaseSteps();
        await using var bench = await AlertingBench.CreateAsync(A, steps: steps);
        var rules = bench.Resolve<RulesSource>();
        steps.Step = () =>
        {
            steps.Step = () => { };
            File.WriteAllText(rules.File!, B);
            rules.Refresh().ShouldBeNull();
            rules.Refresh().ShouldBeEmpty();
        };

        await bench.RaiseAsync(bench.Recorded("one", Outcomes.Lost));
        await bench.RaiseAsync(bench.Recorded("two", Outcomes.Lost));

        (await bench.ReadAsync())
            .Select(row => $"{row.CallId}: {OutboxAlertMapper.ToAlert(row).Title} to {row.Channel}")
            .Order(StringComparer.Ordinal)
            .ShouldBe(["one: A one to first", "one: A two to first", "two: B one to second", "two: B two to second"]);
    }

    [Fact]
    public async Task Rules_are_switched_while_messages_flow_and_each_is_judged_by_one_whole_set()
    {
        var file = new MountedConfigMap(A);
        var channels = new RecordingChannelType();
        await using var host = await AlertingHost.StartAsync(
            channels: channels,
            configure: builder =>
            {
                builder.Configuration.AddInMemoryCollection([new("Alerting:RulesFile", file.RulesFile)]);
                builder.Services.AddSingleton<TimeProvider>(new HastyWatch());
            }
        );
        var rules = host.Resolve<RulesSource>();
        Dictionary<string, string> expected = [];

        for (var round = 0; round < 2; round++)
        {
            await SwitchAsync(B, "B");
            await SwitchAsync(A, "A");
        }

        await SwitchAsync("version: 1\nrules: [ { id: one, tit", "A");
        (await host.CheckReadinessAsync()).Entries["alert-rules"].Status.ShouldBe(HealthStatus.Degraded);
        await SwitchAsync(B, "B");
        (await host.CheckReadinessAsync()).Entries["alert-rules"].Status.ShouldBe(HealthStatus.Healthy);

        var alerts = AlertsOf(channels).ToLookup(alert => alert.Alert.CallId, alert => $"{alert.Alert.Title} to {alert.Channel}");
        alerts.Select(call => call.Key).ShouldBe(expected.Keys, ignoreOrder: true);
        foreach (var call in alerts)
        {
            var found = string.Join(", ", call.Order(StringComparer.Ordinal));
            found.ShouldBeOneOf(["A one to first, A two to first", "B one to second, B two to second"], call.Key);
            found.ShouldStartWith(expected[call.Key], Case.Sensitive, call.Key);
        }

        host.Errors.ShouldBeEmpty();

        async Task SwitchAsync(string text, string used)
        {
            var isWrong = !text.Contains($"{used} one", StringComparison.Ordinal);
            await PublishAsync(InFlight, "");
            file.Write(text);
            await PublishAsync(InFlight, "");
            await Eventually.Be(() => (rules.Problem is not null) == isWrong && rules.Current.Rules[0].Title == $"{used} one");
            await PublishAsync(2, used);
            await Eventually.Be(() => AlertsOf(channels).Count >= 2 * expected.Count);
        }

        async Task PublishAsync(int count, string by)
        {
            for (var call = 0; call < count; call++)
            {
                var id = $"call-{expected.Count}";
                expected[id] = by;
                await host.PublishAsync(Messages.Recorded(Messages.Call(id, Outcomes.Lost)));
            }
        }
    }

    private static string Set(string set, string channel) =>
        $$"""
            version: 1
            routes: [ { notify: {{channel}} } ]
            rules:
              - { id: one, title: {{set}} one, when: [ { outcome: lost } ] }
              - { id: two, title: {{set}} two, when: [ { outcome: lost } ] }
            """;

    private static List<(Alert Alert, string Channel)> AlertsOf(RecordingChannelType channels) =>
        [.. ((string[])["first", "second"]).SelectMany(name => channels[name].Alerts.Select(alert => (alert, name)))];

    /// <summary>The system's clock, on which files are looked at more often.</summary>
    private sealed class HastyWatch : TimeProvider
    {
        private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            period == FileWatcher.Interval
                ? base.CreateTimer(callback, state, Interval, Interval)
                : base.CreateTimer(callback, state, dueTime, period);
    }
}
