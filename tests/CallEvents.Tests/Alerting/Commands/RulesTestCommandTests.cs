using System.CommandLine;
using System.Text.Json;
using CallEvents.Alerting;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Commands;
using CallEvents.Alerting.Rules;
using CallEvents.Contracts;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.ServiceDefaults.Files;
using CallEvents.Tests.Alerting.Rules;
using CallEvents.Tests.Poller.Commands;
using CallEvents.Tests.ServiceDefaults.Bus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.Alerting.Commands;

public sealed class RulesTestCommandTests
{
    private static readonly RuleSet Rules = new(
        [
            Of("gong", new Condition.Said("said: { any: gong }", false, new Words { Any = ["gong"] })) with
            {
                Severity = Severity.Warning,
                Notify = ["deals"],
                DeliverInDigest = true,
                Throttle = new Throttle(Per.Rep, 3, TimeSpan.FromHours(24)),
            },
            Of("lost", new Condition.TextField("outcome: lost", CallField.Outcome, In: ["lost"])),
            Of("scored", new Condition.NumberField("coachingScore: { below: 60 }", CallField.CoachingScore, new Limits(Below: 60))),
            Of("mixed", [.. GongAndLost]) with
            {
                IsMixed = true,
            },
            Of("updated") with
            {
                Events = new HashSet<EventKind> { EventKind.Updated },
            },
        ],
        [],
        ["log"]
    );

    private static IEnumerable<Condition> GongAndLost =>
        [
            JudgedCall.Group(GroupKind.AnyOf, JudgedCall.Said("chorus"), JudgedCall.Said("gong")),
            new Condition.TextField("outcome: lost", CallField.Outcome, In: ["lost"]),
        ];

    private static readonly CallTranscribed Message = Messages.Transcribed(
        Messages.Call("call_1", "won"),
        text: "Hello. We use Gong\u001b[31m today."
    );

    [Fact]
    public async Task Every_rule_is_shown_with_its_reasons()
    {
        var run = await RunAsync(JsonSerializer.Serialize(Message, JsonSerializerOptions.Web));

        run.ExitCode.ShouldBe(0, run.Errors);
        run.Output.ReplaceLineEndings("\n")
            .TrimEnd()
            .ShouldBe(
                """
                call_1 of main, transcribed: 1 of 5 rules would fire

                ✓ gong: fires
                    ✓ said: { any: gong }
                      “We use Gong [31m today.” (Gong)
                    → deals; in the channel's digest; at most 3 per rep in 1d, more are in a digest; quiet hours

                ✗ lost: does not fire
                    ✗ outcome: lost – won

                ? scored: does not fire: not all is known
                    ? coachingScore: { below: 60 } – no coachingScore

                ? mixed: remembered: fires when the call's fields meet the rest
                    ✓ group
                        ✗ said: … – not found
                        ✓ said: …
                          “We use Gong [31m today.” (Gong)
                    ✗ outcome: lost – won
                    → log

                - updated: not judged: not on transcribed
                """
            );
    }

    [Fact]
    public async Task In_JSON_every_answer_has_its_value()
    {
        var envelope = JsonSerializer.Serialize(new { messageId = "1", message = Message }, JsonSerializerOptions.Web);

        var run = await RunAsync(envelope, "--json");

        run.ExitCode.ShouldBe(0, run.Errors);
        var report = JsonDocument.Parse(run.Output).RootElement;
        report.GetProperty("event").GetString().ShouldBe("transcribed");
        var rules = report.GetProperty("rules").EnumerateArray().ToList();
        rules.Select(rule => rule.GetProperty("result").GetString()).ShouldBe(["fires", "silent", "unknown", "waits", "notJudged"]);
        var gong = rules[0].GetProperty("conditions")[0];
        gong.GetProperty("answer").GetString().ShouldBe("true");
        gong.GetProperty("snippets")[0].GetProperty("words").GetString().ShouldBe("Gong");
        rules[0].GetProperty("channels")[0].GetProperty("channel").GetString().ShouldBe("deals");
    }

    [Fact]
    public async Task A_late_call_goes_into_a_digest()
    {
        var old = Messages.Recorded(Messages.Call("call_1", "lost", createdAt: Messages.Now.AddDays(-3)));

        var run = await RunAsync(JsonSerializer.Serialize(old, JsonSerializerOptions.Web));

        run.Output.ShouldContain("→ log; late: in a digest within the hour");
    }

    /// <summary>Of the settings' channels the command knows more than the rule says.</summary>
    [Fact]
    public async Task What_holds_an_alert_is_said_once()
    {
        var rules = AlertingHost.WriteRules(
            """
            version: 1
            rules:
            - id: a
              title: A
              when: [ { said: { any: gong } } ]
              notify: [deals, log, lost]
              throttle: { per: rep, max: 3, every: 24h }
              deliver: digest
            - id: b
              title: B
              when: [ { said: { any: gong } } ]
              notify: deals
              throttle: { per: rule, max: 1, every: 90m, excess: drop }
            """
        );

        var run = await CommandRun.OfAsync(
            AlertingProgram.Create(),
            ["rules", "test", rules, "--message", "-", "--Channels:deals:Type=log", "--Channels:deals:Digest:At=10:00"],
            JsonSerializer.Serialize(Message, JsonSerializerOptions.Web),
            builder => builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero)))
        );

        run.ExitCode.ShouldBe(0, run.Errors);
        run.Output.Split('\n')
            .Where(line => line.Contains('→', StringComparison.Ordinal))
            .Select(line => line.Trim())
            .ShouldBe([
                "→ deals; in the channel's digest at 2026-03-02T10:00:00Z; at most 3 per rep in 1d, more are in a digest",
                "→ log; in the channel's digest at 2026-03-02T09:00:00Z; at most 3 per rep in 1d, more are in a digest",
                "→ lost; in the channel's digest; at most 3 per rep in 1d, more are in a digest; this channel is not set up",
                "→ deals; at most 1 per rule in 90m, more are dropped",
            ]);
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("""{"workspace":"main"}""")]
    public async Task What_is_no_message_is_wrong_use(string text)
    {
        var run = await RunAsync(text);

        run.ExitCode.ShouldBe(2);
        run.Errors.TrimEnd().ShouldBe("--message: found '-', expected a message of the contracts as JSON, bare or in its envelope");
    }

    [Fact]
    public async Task Without_a_message_it_is_wrong_use()
    {
        var run = await CommandRun.OfAsync(Program(new(Rules, [])), ["test", "rules.yaml"]);

        run.ExitCode.ShouldBe(2);
        run.Errors.TrimEnd().ShouldBe("--message: found nothing, expected the message's file, -, or --call");
    }

    [Fact]
    public async Task A_bad_file_is_answered_with_all_its_problems()
    {
        var run = await CommandRun.OfAsync(
            Program(new(null, ["rules.yaml:1: a", "rules.yaml:2: b"])),
            ["test", "rules.yaml", "--message", "-"]
        );

        run.ExitCode.ShouldBe(1);
        run.Errors.ReplaceLineEndings("\n").TrimEnd().ShouldBe("rules.yaml:1: a\nrules.yaml:2: b");
        run.Output.ShouldBeEmpty();
    }

    private static Task<CommandRun> RunAsync(string input, params string[] options) =>
        CommandRun.OfAsync(Program(new(Rules, [])), ["test", "rules.yaml", "--message", "-", .. options], input);

    private static ServiceProgram Program(FileContent<RuleSet> content) =>
        new()
        {
            Name = "callevents-alerting",
            Description = "Alerting.",
            Noun = "alerting service",
            ExampleSetting = "--a:b=c",
            DatabaseKey = "ConnectionStrings:State",
            Configure = _ => { },
            CreateCommands = () =>
                new List<Command>
                {
                    new RulesTestCommand(
                        (_, _) => Task.FromResult(content),
                        _ => (channel, _) => new(channel == "deals" ? "quiet hours" : null)
                    ),
                },
        };

    private static Rule Of(string id, params Condition[] when) =>
        new()
        {
            Id = id,
            Title = id,
            Events = new HashSet<EventKind> { EventKind.Recorded, EventKind.Transcribed },
            When = when,
        };
}
