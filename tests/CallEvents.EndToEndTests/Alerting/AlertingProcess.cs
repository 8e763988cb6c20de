using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.Contracts;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport.Slack;

namespace CallEvents.EndToEndTests.Alerting;

/// <summary>Runs alerting as a process, with Slack stubs as channels.</summary>
internal static class AlertingProcess
{
    public const string Queue = "alerting-raise-alerts";
    public const string Address = "jane@customer.example";
    public const string Text = "words that no log may have";

    public const string Rules = """
        version: 1
        rules:
          - id: deal-lost
            title: Deal lost
            when: [ { outcome: lost } ]
            notify: [deals]
          - id: competitor
            title: Prospect named a competitor
            severity: warning
            when: [ { said: { any: ["no log may"] } } ]
            notify: [deals, coaching]
        """;

    /// <summary>A process with the channels <c>deals</c> and <c>coaching</c>.</summary>
    public static ServiceProcess Create(VirtualHost broker, SlackStub deals, SlackStub coaching, string? state = null, string rules = Rules)
    {
        var service = new ServiceProcess(
            "CallEvents.Alerting",
            [
                new("ConnectionStrings:RabbitMq", broker.Uri.ToString()),
                new("Channels:deals:Type", "slack"),
                new("Channels:deals:Url", deals.Url),
                new("Channels:deals:PerMinute", "6000"),
                new("Channels:coaching:Type", "slack"),
                new("Channels:coaching:Url", coaching.Url),
                new("Channels:coaching:PerMinute", "6000"),
                new("Logging:LogLevel:CallEvents", "Trace"),
            ]
        );
        var file = Path.Combine(service.Folder, "rules.yaml");
        File.WriteAllText(file, rules);
        service.Settings["Alerting:RulesFile"] = file;
        if (state is not null)
            service.Settings["ConnectionStrings:State"] = state;
        return service;
    }

    /// <summary>A command of the service with its settings, and on its state.</summary>
    public static ServiceProcess Command(ServiceProcess service, params string[] arguments)
    {
        var command = new ServiceProcess(service.Project, service.Settings.Where(setting => setting.Key != "ASPNETCORE_URLS"), arguments);
        command.Settings.TryAdd("ConnectionStrings:State", $"Data Source={Path.Combine(service.Folder, "alerting.db")}");
        return command;
    }

    /// <summary>Runs a command of the service to its end. It is one with <c>--json</c>.</summary>
    public static async Task<(int ExitCode, JsonElement Report)> RunAsync(ServiceProcess service, params string[] arguments)
    {
        await using var command = Command(service, arguments);
        command.Start();
        return await command.ReadReportAsync();
    }

    /// <summary>Lost calls with a transcript, each with both messages.</summary>
    public static IEnumerable<object> Calls(int first, int count) =>
        Enumerable.Range(first, count).SelectMany(number => new object[] { Recorded(number), Transcribed(number) });

    public static CallRecorded Recorded(int number) =>
        new()
        {
            Workspace = "main",
            Revision = 1,
            ObservedAt = TimeProvider.System.GetUtcNow(),
            Origin = Origins.Live,
            Call = Call(number),
        };

    public static CallTranscribed Transcribed(int number) =>
        new()
        {
            Workspace = "main",
            Revision = 2,
            ObservedAt = TimeProvider.System.GetUtcNow(),
            Origin = Origins.Live,
            Call = Call(number),
            Transcript =
            [
                new Segment
                {
                    Speaker = Speakers.Prospect,
                    StartMs = 1000,
                    EndMs = 2000,
                    Text = Text,
                },
            ],
        };

    /// <summary>How often a Slack channel got each call, by the id in its text.</summary>
    public static IReadOnlyDictionary<string, int> CallsOf(IEnumerable<JsonNode> messages) =>
        messages
            .Select(message => System.Text.RegularExpressions.Regex.Match(message.ToJsonString(), "call_[0-9]{4}").Value)
            .CountBy(id => id)
            .ToDictionary(pair => pair.Key, pair => pair.Value);

    /// <summary>No address, no text of a transcript and no webhook's path is in what a process has printed.</summary>
    public static void ShowsNothingPersonal(ServiceProcess service, params SlackStub[] channels)
    {
        string[] secrets = [Address, "customer.example", Text, .. channels.Select(channel => new Uri(channel.Url).AbsolutePath)];
        foreach (var secret in secrets.Where(secret => secret.Length > 1))
            (service.Output + service.Error).ShouldNotContain(secret);
    }

    private static Call Call(int number) =>
        new()
        {
            Id = $"call_{number:0000}",
            CreatedAt = TimeProvider.System.GetUtcNow(),
            Outcome = Outcomes.Lost,
            ProspectEmail = Address,
            RepId = "user_01",
        };
}
