using System.Security.Cryptography.X509Certificates;
using CallEvents.Contracts;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.EndToEndTests.Telemetry;
using CallEvents.TestSupport.Email;
using CallEvents.TestSupport.PagerDuty;
using CallEvents.TestSupport.Slack;
using CallEvents.TestSupport.Webhooks;

namespace CallEvents.EndToEndTests.Alerting;

/// <summary>
/// Alerting as a process with a channel of each kind, where each address, name, sentence and secret is a text that is found again wherever
/// it appears.
/// </summary>
internal sealed class PersonalDataRun : IAsyncDisposable
{
    public const string ProspectName = "jane.quince77";
    public const string Prospect = $"{ProspectName}@customer.example";
    public const string Phrase = "zweischlumpf";
    public const string Sentence = $"We would rather buy a {Phrase} from Gargamel.";

    /// <summary>What a vendor says of an alert that it does not take: much of what was in it.</summary>
    public const string VendorSentence = $"no mailbox for {Prospect}, who said: {Sentence}";

    private const string Rep = "user_01";
    private const string RepName = "Rita Repworth";
    private const string RepEmail = "rita.repworth@seller.example";
    private const string BossName = "Bodo Bossinger";
    private const string BossEmail = "bodo.bossinger@seller.example";
    private const string SlackPath = "/services/T0SLACK/B0SLACK/slackSecretPath";
    private const string WebhookPath = "/in/webhookSecretPath";
    private const string PagerPath = "/enqueue/pagerSecretPath";
    private const string HeaderValue = "headerSecretValue";
    private const string WebhookKey = "c2VjcmV0LW9mLXRoZS13ZWJob29rLW9mLTMyLWJ5dGU=";

    /// <summary>What no log, trace, metric, health report, command and row may have.</summary>
    public static readonly string[] Secrets =
    [
        ProspectName,
        "customer.example",
        Phrase,
        "Gargamel",
        RepName,
        RepEmail,
        BossName,
        BossEmail,
        "seller.example",
        "slackSecretPath",
        "T0SLACK",
        "webhookSecretPath",
        "pagerSecretPath",
        HeaderValue,
        WebhookKey,
        MailServer.Password,
        PagerDutyStub.RoutingKey,
    ];

    private readonly string rulesFile;

    private PersonalDataRun(
        VirtualHost broker,
        OtlpReceiver otlp,
        SlackStub deals,
        PagerDutyStub pager,
        WebhookReceiver hook,
        MailServer mail
    )
    {
        (Otlp, Deals, Pager, Hook, Mail) = (otlp, deals, pager, hook, mail);
        Alerting = new ServiceProcess(
            "CallEvents.Alerting",
            [
                new("ConnectionStrings:RabbitMq", broker.Uri.ToString()),
                new("OTEL_EXPORTER_OTLP_ENDPOINT", otlp.Address.ToString()),
                new("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                new("OTEL_BSP_SCHEDULE_DELAY", "200"),
                new("OTEL_BLRP_SCHEDULE_DELAY", "200"),
                new("OTEL_METRIC_EXPORT_INTERVAL", "500"),
                .. ((string[])["Default", "CallEvents", "Microsoft", "System", "MassTransit"]).Select(category =>
                    KeyValuePair.Create($"Logging:LogLevel:{category}", (string?)"Trace")
                ),
                new("Channels:deals:Type", "slack"),
                new("Channels:deals:Url", WithPath(deals.Url, SlackPath)),
                new("Channels:hook:Type", "webhook"),
                new("Channels:hook:Url", WithPath(hook.Url, WebhookPath)),
                new("Channels:hook:Secret", $"whsec_{WebhookKey}"),
                new("Channels:hook:Headers:X-Api-Key", HeaderValue),
                new("Channels:pager:Type", "pagerduty"),
                new("Channels:pager:Url", WithPath(pager.Url, PagerPath)),
                new("Channels:pager:RoutingKey", PagerDutyStub.RoutingKey),
                new("Channels:mail:Type", "email"),
                new("Channels:mail:Host", "localhost"),
                new("Channels:mail:Port", $"{mail.Port}"),
                new("Channels:mail:User", MailServer.User),
                new("Channels:mail:Password", MailServer.Password),
                new("Channels:mail:From", "CallEvents <alerts@seller.example>"),
                new("Channels:mail:To:0", "rep"),
                new("Channels:mail:To:1", "manager"),
                .. ((string[])["deals", "hook", "pager", "mail"]).Select(channel =>
                    KeyValuePair.Create($"Channels:{channel}:PerMinute", (string?)"6000")
                ),
            ]
        );
        rulesFile = Write("rules.yaml", PersonalDataRules.Good);
        Alerting.Settings["Alerting:RulesFile"] = rulesFile;
        Alerting.Settings["People:File"] = Write(
            "people.yaml",
            $$"""
            people:
              {{Rep}}: { name: {{RepName}}, email: {{RepEmail}}, manager: user_02 }
              user_02: { name: {{BossName}}, email: {{BossEmail}} }
            """
        );
    }

    public ServiceProcess Alerting { get; }

    public OtlpReceiver Otlp { get; }

    public SlackStub Deals { get; }

    public PagerDutyStub Pager { get; }

    public WebhookReceiver Hook { get; }

    public MailServer Mail { get; }

    public static async Task<PersonalDataRun> StartAsync(VirtualHost broker)
    {
        var authority = new CertificateAuthority("mail authority");
        var files = authority.Issue("localhost");
        var run = new PersonalDataRun(
            broker,
            await OtlpReceiver.StartAsync("http/protobuf"),
            await SlackStub.StartAsync(),
            await PagerDutyStub.StartAsync(),
            await WebhookReceiver.StartAsync(),
            await MailServer.StartAsync(X509Certificate2.CreateFromPemFile(files.File, files.KeyFile))
        );
        run.Alerting.Settings["SSL_CERT_FILE"] = authority.File;
        await run.Alerting.StartAndWaitUntilReadyAsync();
        return run;
    }

    /// <summary>A call about which each rule alerts, and its transcript.</summary>
    public static object[] Call()
    {
        var now = TimeProvider.System.GetUtcNow();
        var call = new Call
        {
            Id = "call_0001",
            CreatedAt = now,
            DurationSeconds = 600,
            Outcome = Outcomes.Lost,
            ProspectEmail = Prospect,
            RepId = Rep,
        };
        return
        [
            new CallRecorded
            {
                Workspace = "main",
                Revision = 1,
                ObservedAt = now,
                Origin = Origins.Live,
                Call = call,
            },
            new CallTranscribed
            {
                Workspace = "main",
                Revision = 2,
                ObservedAt = now,
                Origin = Origins.Live,
                Call = call,
                Transcript =
                [
                    new Segment
                    {
                        Speaker = Speakers.Prospect,
                        StartMs = 1000,
                        EndMs = 2000,
                        Text = Sentence,
                    },
                ],
            },
        ];
    }

    /// <summary>Replaces the rules file by one with mistakes that contain an address.</summary>
    public void BreakRules() => File.WriteAllText(rulesFile, PersonalDataRules.Bad);

    /// <summary>The body of <c>/health/ready</c>.</summary>
    public async Task<string> HealthAsync()
    {
        var stop = TestContext.Current.CancellationToken;
        using var response = await Alerting.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), stop);
        return await response.Content.ReadAsStringAsync(stop);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in (IAsyncDisposable[])[Alerting, Otlp, Deals, Pager, Hook, Mail])
            await part.DisposeAsync();
    }

    private string Write(string name, string content)
    {
        var file = Path.Combine(Alerting.Folder, name);
        File.WriteAllText(file, content);
        return file;
    }

    private static string WithPath(string url, string path) => new UriBuilder(url) { Path = path }.Uri.ToString();
}
