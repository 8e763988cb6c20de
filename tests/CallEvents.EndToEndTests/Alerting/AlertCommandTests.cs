using System.Text.Json;
using CallEvents.EndToEndTests.Consumers;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;
using CallEvents.TestSupport.Slack;

namespace CallEvents.EndToEndTests.Alerting;

/// <summary><c>alerts list</c>, <c>retry</c> and <c>drop</c>, each as a process beside the running service.</summary>
public sealed class AlertCommandTests(RabbitMqServer rabbit)
{
    private const string DealLost = "deal-lost";
    private const string Competitor = "competitor";

    [Fact]
    public async Task What_a_channel_has_rejected_is_listed_sent_again_or_dropped()
    {
        await using var broker = await rabbit.CreateVhostAsync();
        await using var deals = await SlackStub.StartAsync();
        await using var coaching = await SlackStub.StartAsync();
        await using var alerting = AlertingProcess.Create(broker, deals, coaching);
        await ExpectAsync(1, report => report.GetProperty("error").GetString()!.ShouldContain("start alerting first"), "list");
        deals.AnswerWith(400, "invalid_blocks");
        await alerting.StartAndWaitUntilReadyAsync();
        await TestPublisher.PublishAsync(broker, AlertingProcess.Calls(1, 3));
        await Eventually.Be(() => deals.Received.Count == 6 && coaching.Messages.Count == 3);
        await Eventually.Be(() => alerting.Output.Split("rejected alert").Length == 7);
        await Eventually.Be(async () => await CountAsync("--channel", "coaching", "--state", "sent") == 3);

        await Task.WhenAll(
            ExpectAsync(0, Has(9), "list"),
            ExpectAsync(0, Has(6, Is("state", "rejected"), Is("channel", "deals"), HasReason), "list", "--state", "rejected"),
            ExpectAsync(0, Has(3, Is("state", "sent")), "list", "--channel", "coaching"),
            ExpectAsync(0, Has(3, Is("rule", DealLost), HasReason), "list", "--rule", DealLost),
            ExpectAsync(0, Has(3, Is("call", "call_0002")), "list", "--call", "call_0002"),
            ExpectAsync(2, HasError("--state: found 'lost', expected pending, held, "), "list", "--state", "lost"),
            ExpectAsync(2, HasError("--yes: found nothing"), "drop", "--rule", Competitor),
            ExpectAsync(2, HasError("expected --state, --rule, --channel or --call"), "drop", "--yes")
        );

        // One is dropped before the others are sent: it is not among them.
        await ExpectAsync(0, Counts("dropped", 1), "drop", "--rule", Competitor, "--channel", "deals", "--call", "call_0003", "--yes");
        deals.Override = _ => null;
        await ExpectAsync(0, Counts("retried", 1), "retry", "--rule", Competitor, "--call", "call_0001");
        await Eventually.Be(() => deals.Messages.Count == 1);
        deals.Messages[0].ToJsonString().ShouldContain("call_0001");
        await ExpectAsync(0, Counts("retried", 4), "retry", "--state", "rejected", "--channel", "deals");
        await Eventually.Be(() => deals.Messages.Count == 5);

        await Eventually.Be(async () => await CountAsync("--state", "sent") == 8);
        await Task.WhenAll(
            ExpectAsync(0, Has(1, Is("call", "call_0003"), Is("reason", "dropped by an operator")), "list", "--state", "rejected"),
            ExpectAsync(0, Counts("retried", 0), "retry", "--call", "call_0003"),
            ExpectAsync(0, Counts("dropped", 0), "drop", "--channel", "coaching", "--yes")
        );
        AlertingProcess
            .CallsOf(deals.Messages)
            .ShouldBe(
                new Dictionary<string, int>
                {
                    ["call_0001"] = 2,
                    ["call_0002"] = 2,
                    ["call_0003"] = 1,
                },
                ignoreOrder: true
            );

        async Task ExpectAsync(int exitCode, Action<JsonElement> inspect, params string[] arguments)
        {
            var (actual, report) = await AlertingProcess.RunAsync(alerting, ["alerts", .. arguments, "--json"]);
            actual.ShouldBe(exitCode, $"{string.Join(' ', arguments)}: {report}");
            inspect(report);
        }

        async Task<int> CountAsync(params string[] filter)
        {
            var (_, report) = await AlertingProcess.RunAsync(alerting, ["alerts", "list", .. filter, "--json"]);
            return report.GetProperty("alerts").GetArrayLength();
        }
    }

    private static Action<JsonElement> Has(int count, params Action<JsonElement>[] each) =>
        report =>
        {
            var alerts = report.GetProperty("alerts").EnumerateArray().ToList();
            alerts.Count.ShouldBe(count, report.ToString());
            foreach (var inspect in each)
                alerts.ForEach(inspect);
        };

    private static Action<JsonElement> Is(string name, string value) => alert => alert.GetProperty(name).GetString().ShouldBe(value);

    private static void HasReason(JsonElement alert) => alert.GetProperty("reason").GetString().ShouldBe("HTTP 400 invalid_blocks");

    private static Action<JsonElement> Counts(string name, int count) => report => report.GetProperty(name).GetInt32().ShouldBe(count);

    private static Action<JsonElement> HasError(string error) => report => report.GetProperty("error").GetString()!.ShouldContain(error);
}
