using System.Text.Json;
using CallEvents.CrmUpdater;
using CallEvents.Tests.CrmUpdater.Webhook;
using CallEvents.Tests.Poller.Commands;
using CallEvents.Tests.ServiceDefaults.Bus;
using CallEvents.TestSupport.HubSpot;
using CallEvents.TestSupport.Salesforce;
using CallEvents.TestSupport.Webhooks;

namespace CallEvents.Tests.CrmUpdater;

/// <summary>The commands <c>check</c> and <c>preview</c>, with each adapter.</summary>
public sealed class CrmCommandTests
{
    private static readonly string Message = JsonSerializer.Serialize(
        Messages.Transcribed(Messages.Call("X", "won", score: 80)),
        JsonSerializerOptions.Web
    );

    [Fact]
    public async Task A_preview_for_HubSpot_shows_the_requests_and_writes_nothing()
    {
        await using var hubspot = await HubSpotStub.StartAsync();

        var operations = await PreviewAsync(SettingsOf(hubspot));

        operations.ShouldBe(["upsert contacts", "upsert calls", "link calls to contacts"]);
        hubspot.CallRecords.ShouldBeEmpty();
        hubspot.Contacts.ShouldBeEmpty();
        hubspot.CallProperties.Keys.ShouldNotContain("revont_call_id");
    }

    [Fact]
    public async Task A_preview_for_Salesforce_shows_the_requests_and_writes_nothing()
    {
        await using var salesforce = await SalesforceStub.StartAsync();

        (await PreviewAsync(SettingsOf(salesforce))).ShouldHaveSingleItem();

        salesforce.Org.Tasks.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_preview_of_a_webhook_shows_the_body_and_not_the_path()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        string[] settings = ["--Crm:Adapter=webhook", $"--Crm:Webhook:Url={receiver.Url}", $"--Crm:Webhook:Secret={WebhookHost.Secret}"];

        var run = await CommandRun.OfAsync(CrmUpdaterProgram.Create(), ["preview", "-", "--json", .. settings], Message);

        run.ExitCode.ShouldBe(0, run.Errors);
        run.Output.ShouldContain("call.logged");
        run.Output.ShouldNotContain(WebhookReceiver.SecretPath);
        receiver.Received.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"workspace":"main"}""")]
    [InlineData("not JSON")]
    [InlineData("[]")]
    public async Task What_is_no_message_is_answered_with_one_line(string text)
    {
        var run = await CommandRun.OfAsync(CrmUpdaterProgram.Create(), ["preview", "-"], text);

        run.ExitCode.ShouldBe(2);
        run.Errors.TrimEnd().ShouldBe("--message: found '-', expected a message of the contracts as JSON, bare or in its envelope");
    }

    [Fact]
    public async Task A_check_says_what_is_wrong_with_HubSpot_and_what_to_do()
    {
        await using var hubspot = await HubSpotStub.StartAsync();

        (await CheckAsync(SettingsOf(hubspot))).ShouldContain(line => line.StartsWith("✓ crm") && line.Contains(hubspot.Target));

        hubspot.Token = "another";
        var refused = await CheckAsync(SettingsOf(hubspot, "the-token"));
        refused.ShouldContain(line => line.StartsWith("✗ crm") && line.Contains("401"));
        string.Join('\n', refused).ShouldNotContain("the-token");
        hubspot.CallProperties.Keys.ShouldNotContain("revont_call_id");
    }

    private static async Task<IReadOnlyList<string?>> PreviewAsync(string[] settings)
    {
        var run = await CommandRun.OfAsync(CrmUpdaterProgram.Create(), ["preview", "-", "--json", .. settings], Message);
        run.ExitCode.ShouldBe(0, run.Errors);
        var report = JsonDocument.Parse(run.Output).RootElement;
        report.GetProperty("result").GetString().ShouldBe("would be written");
        return [.. report.GetProperty("requests").EnumerateArray().Select(request => request.GetProperty("operation").GetString())];
    }

    private static async Task<IReadOnlyList<string>> CheckAsync(string[] settings) =>
        (await CommandRun.OfAsync(CrmUpdaterProgram.Create(), ["check", .. settings])).Output.Split('\n');

    private static string[] SettingsOf(HubSpotStub hubspot, string? token = null) =>
        ["--Crm:Adapter=hubspot", $"--Crm:HubSpot:BaseUrl={hubspot.Url}", $"--Crm:HubSpot:AccessToken={token ?? hubspot.Token}"];

    private static string[] SettingsOf(SalesforceStub salesforce) =>
        [
            "--Crm:Adapter=salesforce",
            $"--Crm:Salesforce:LoginUrl={salesforce.Address}",
            $"--Crm:Salesforce:ClientId={SalesforceStub.ClientId}",
            $"--Crm:Salesforce:ClientSecret={SalesforceStub.ClientSecret}",
        ];
}
