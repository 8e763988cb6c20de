using System.Text.Json;
using System.Text.Json.Nodes;
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

/// <summary>Verifies the CRM updater's webhooks with the package <c>standardwebhooks</c> for Node, as a receiver would.</summary>
public sealed class WebhookSignatureTests
{
    private static readonly string Secret = SecretOf(1, length: 24);
    private static readonly string PreviousSecret = SecretOf(2, length: 64);

    [Fact]
    public async Task The_npm_package_verifies_both_signatures_of_a_body_byte_for_byte()
    {
        var webhook = await ReceiveAsync();
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
    private static async Task<ReceivedWebhook> ReceiveAsync()
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
        const string text = "Größe „M“ für 49 € <b>東京</b> こんにちは 👍";
        var call = new CallWrite
        {
            Key = "main/call_1",
            Workspace = "main",
            Origin = Origins.Live,
            Call = new Call { Id = "call_1", CreatedAt = DateTimeOffset.UnixEpoch },
            FieldsRevision = 1,
            TranscriptRevision = 2,
            Transcript = new CallTranscript(TranscriptStates.Ready, [new Segment { Text = text }]),
            TranscriptText = $"00:00 Rep: {text}",
        };

        var results = await crm.UpsertCallsAsync(new CallBatch([call], () => { }), TestContext.Current.CancellationToken);

        results.ShouldHaveSingleItem().ShouldBeOfType<WriteResult.Written>();
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
