using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.Webhook;
using CallEvents.TestSupport.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallEvents.Tests.CrmUpdater.Webhook;

/// <summary>The webhook adapter with its registration, and a receiver.</summary>
internal sealed class WebhookHost : IAsyncDisposable
{
    public const string Secret = "whsec_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    private readonly IHost host;

    private WebhookHost(IHost host, WebhookReceiver receiver)
    {
        this.host = host;
        Receiver = receiver;
    }

    public WebhookReceiver Receiver { get; }

    public CapturedLogs Logs { get; private init; } = null!;

    public ICrm Crm => host.Services.GetRequiredService<WebhookCrm>();

    /// <summary>Starts it with 1,000 requests a second and settings that override others.</summary>
    public static async Task<WebhookHost> StartAsync(params (string Key, string? Value)[] settings)
    {
        var receiver = await WebhookReceiver.StartAsync();
        var logs = new CapturedLogs(LogLevel.Trace);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Crm:Adapter"] = "webhook",
                ["Crm:RequestsPerSecond"] = "1000",
                ["Crm:Webhook:Url"] = receiver.Url,
                ["Crm:Webhook:Secret"] = Secret,
            }
        );
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => setting.Value));
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs));
        builder.Services.AddOptions<CrmOptions>().BindConfiguration(CrmOptions.Section);
        builder.AddWebhookCrm();
        var host = new WebhookHost(builder.Build(), receiver) { Logs = logs };
        try
        {
            await host.host.StartAsync(TestContext.Current.CancellationToken);
            return host;
        }
        catch (OptionsValidationException)
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public Task<IReadOnlyList<WriteResult>> WriteAsync(params IReadOnlyList<CallWrite> calls) =>
        Crm.UpsertCallsAsync(new CallBatch(calls, () => { }), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        host.Dispose();
        await Receiver.DisposeAsync();
    }
}
