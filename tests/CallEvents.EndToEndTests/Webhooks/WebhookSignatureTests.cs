using System.Text.Json;
using System.Text.Json.Nodes;
using CallEvents.Alerting.Alerts;
using CallEvents.Alerting.Channels;
using CallEvents.Alerting.Channels.Webhook;
using CallEvents.Contracts;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.Webhook;
using CallEvents.EndToEndTests.Infrastructure;
using CallEvents.TestSupport;
using CallEvents.TestSupport.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallEvents.EndToEndTests.Webhooks;

/// <summary>Verifies webhooks with the package <c>standardwebhooks</c> for Node, as a receiver would.</summary>
public sealed class WebhookSignatureTests
{
    private const string Text = "Größe „M“ für 49 € <b>東京</b> こんにちは 👍";

    private static readonly string Secret = SecretOf(1, length: 24);
    private static readonly string PreviousSecret = SecretOf(2, length: 64);

    [Fact]
    public async Task The_npm_package_verifies_a_call_of_the_CRM_updater() => await VerifyAsync(await ReceiveCallAsync());

    [Fact]
    public async Task The_npm_package_verifies_an_alert() => await VerifyAsync(await ReceiveAlertAsync());

    /// <summary>Both signatures are right, of the body byte for byte.</summary>
    private static async Task VerifyAsync(ReceivedWebhook webhook)
    {
        var source = Path.Combine(Repository.Root, "tests", "CallEvents.EndToEndTests", "Webhooks", "Verifier");
        var folder = await NodeProject.InstallAsync(source, "webhook-verifier");
        await StoreAsync(folder, webhook, webhook.Body);

        foreach (var secret in (string[])[Secret, PreviousSecret])
        {
            var result = await VerifyAsync(folder, secret);
            result.ExitCode.ShouldBe(0, result.Error);
            JsonNode.DeepEquals(JsonNode.Parse(result.Output), webhook.Json).ShouldBeTrue(result.Output);
        }

        (await VerifyAsync(folder, SecretOf(3, length: 32))).ExitCode.ShouldNotBe(0);
        var changed = webhook.Body.ToArray();
        changed[^1] = (byte)' ';
        await StoreAsync(folder, webhook, changed);
        var rejected = await VerifyAsync(folder, Secret);
        rejected.ExitCode.ShouldNotBe(0);
        rejected.Error.ShouldContain("No matching signature found");
    }

    /// <summary>A call with a transcript in several scripts, as it arrives.</summary>
    private static async Task<ReceivedWebhook> ReceiveCallAsync()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Crm:Adapter"] = "webhook",
                ["Crm:Webhook:Url"] = receiver.Url,
                ["Crm:Webhook:Secret"] = Secret,
                ["Crm:Webhook:PreviousSecret"] = PreviousSecret,
            }
        );
        builder.Services.AddOptions<CrmOptions>().BindConfiguration(CrmOptions.Section);
        builder.AddWebhookCrm();
        using var host = builder.Build();
        var crm = host.Services.GetRequiredService<WebhookCrm>();
        var call = new CallWrite
        {
            Key = "main/call_1",
            Workspace = "main",
            Origin = Origins.Live,
            Call = new Call { Id = "call_1", CreatedAt = DateTimeOffset.UnixEpoch },
            FieldsRevision = 1,
            TranscriptRevision = 2,
            Transcript = new CallTranscript(TranscriptStates.Ready, [new Segment { Text = Text }]),
            TranscriptText = $"00:00 Rep: {Text}",
        };

        var results = await crm.UpsertCallsAsync(new CallBatch([call], () => { }), TestContext.Current.CancellationToken);

        results.ShouldHaveSingleItem().ShouldBeOfType<WriteResult.Written>();
        return receiver.Received.ShouldHaveSingleItem();
    }

    /// <summary>An alert with text in several scripts, as it arrives.</summary>
    private static async Task<ReceivedWebhook> ReceiveAlertAsync()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var services = new ServiceCollection().AddLogging().AddWebhookChannel().BuildServiceProvider();
        var options = new ChannelOptions
        {
            Url = receiver.Url,
            Secret = Secret,
            PreviousSecret = PreviousSecret,
        };
        var alert = new Alert
        {
            RuleId = "deal-lost",
            Title = Text,
            Severity = Severity.Error,
            Workspace = "main",
            CallId = "call_1",
            Text = Text,
            CreatedAt = DateTimeOffset.UnixEpoch,
            ObservedAt = DateTimeOffset.UnixEpoch,
            Revision = 1,
        };
        var channel = services.GetRequiredService<IChannelType>().Create("hooks", options);

        var result = await channel.SendAsync(
            new AlertNotification("0123456789abcdef0123456789abcdef", alert),
            TestContext.Current.CancellationToken
        );

        result.ShouldBeOfType<ChannelResult.Sent>();
        return receiver.Received.ShouldHaveSingleItem();
    }

    private static async Task StoreAsync(string folder, ReceivedWebhook webhook, byte[] body)
    {
        var headers = webhook
            .Headers.Where(header => header.Key.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key, header => header.Value);
        await File.WriteAllTextAsync(Path.Combine(folder, "headers.json"), JsonSerializer.Serialize(headers));
        await File.WriteAllBytesAsync(Path.Combine(folder, "body"), body);
    }

    private static async Task<ProcessResult> VerifyAsync(string folder, string secret)
    {
        await using var verifier = ChildProcess.Start("node", ["verify.mjs", folder, secret], [], folder);
        return await verifier.WaitForExitAsync();
    }

    private static string SecretOf(byte seed, int length) => $"whsec_{Convert.ToBase64String([.. Enumerable.Repeat(seed, length)])}";
}
