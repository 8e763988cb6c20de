using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels;
using CallEvents.Alerting.Channels.Email;
using CallEvents.ServiceDefaults.Configuration;
using CallEvents.ServiceDefaults.People;
using CallEvents.Tests.Observability;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallEvents.Tests.Alerting.Channels.Email;

/// <summary>Makes e-mail channels as alerting does, with a people file.</summary>
internal sealed class EmailHost : IDisposable
{
    private const string People = """
        people:
          user_anna: { name: Anna Smith, email: anna@us.example, manager: user_mia }
          user_ben: { name: Ben Jones, email: ben@us.example, manager: user_mia }
          user_cleo: { name: Cleo Roy, manager: user_nils }
          user_dan: { name: Dan Lee, email: dan@us.example }
          user_mia: { name: Mia Boss, email: mia@us.example }
          user_nils: { name: Nils Chef, email: nils@us.example }
        """;

    private readonly ServiceProvider services;
    private readonly MetricCollector metrics;
    private readonly CapturedLogs logs = new(LogLevel.Trace);
    private readonly string authorityFile = Path.Combine(TemporaryFolder.Create(), "authority.pem");
    private readonly EmailChannelType type;

    public EmailHost(X509Certificate2? trusted = null, TimeProvider? time = null)
    {
        var file = Path.Combine(TemporaryFolder.Create(), "people.yaml");
        File.WriteAllText(file, People);
        if (trusted is not null)
            File.WriteAllText(authorityFile, trusted.ExportCertificatePem());

        services = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs))
            .AddMetrics()
            .AddSingleton(time ?? TimeProvider.System)
            .AddSingleton(new PeopleSource(Options.Create(new PeopleOptions { File = file })))
            .AddEmailChannel()
            .BuildServiceProvider();
        metrics = new(services.GetRequiredService<IMeterFactory>(), "alerting", "one");
        type = new EmailChannelType(
            services.GetRequiredService<PeopleSource>(),
            services.GetRequiredService<EmailMetrics>(),
            services.GetRequiredService<IHttpClientFactory>(),
            services.GetRequiredService<ILogger<EmailChannel>>(),
            services.GetRequiredService<TimeProvider>()
        )
        {
            AuthorityFile = trusted is null ? null : authorityFile,
        };
    }

    public IReadOnlyList<string> LogLines => logs.Lines;

    public IAlertChannel Channel(int port, params string[] to) =>
        Channel(
            new ChannelOptions
            {
                Host = "127.0.0.1",
                Port = port,
                Tls = "none",
                To = [.. to],
            }
        );

    public IAlertChannel Channel(ChannelOptions options)
    {
        options.From ??= "CallEvents <alerts@us.example>";
        var rules = new SettingRules("Channels:managers");
        type.Validate(rules, options);
        rules.Failures.ShouldBeEmpty();
        return type.Create("managers", options);
    }

    /// <summary>A metric's sum over the series with these texts among their labels.</summary>
    public double Sum(string metric, params string[] labels) =>
        metrics
            .Collect()
            .Where(series => labels.Prepend(metric).All(text => series.Key.ToString()!.Contains(text, StringComparison.Ordinal)))
            .Sum(series => series.Value);

    public static Alert Alert(string repId = "user_anna", string callId = "call_1") =>
        new()
        {
            RuleId = "low-score",
            Title = "Low coaching score",
            Severity = Severity.Warning,
            Workspace = "main",
            CallId = callId,
            Text = "coachingScore 42 (below 60)",
            RepId = repId,
            RepName = "Anna Smith",
            Prospect = "acme.test",
            CreatedAt = new DateTimeOffset(2026, 11, 27, 14, 3, 0, TimeSpan.Zero),
            ObservedAt = new DateTimeOffset(2026, 11, 27, 15, 0, 0, TimeSpan.Zero),
            Outcome = "lost",
            CoachingScore = 42,
            DurationSeconds = 1860,
            Snippets = [new("prospect", 192, "We are also looking at Gong & <others>.", "Gong")],
            Link = "https://app.example.com/calls/call_1?a=1&b=2",
            Revision = 3,
        };

    public static AlertNotification Notification(Alert? alert = null) => new("0123456789abcdef0123456789abcdef", alert ?? Alert());

    /// <summary>A certificate for a name, which is its own authority.</summary>
    public static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }

    public void Dispose()
    {
        metrics.Dispose();
        services.Dispose();
    }
}
