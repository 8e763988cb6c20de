using Microsoft.Extensions.Options;

namespace CallEvents.Tests.CrmUpdater.Webhook;

public sealed class WebhookOptionsTests
{
    [Theory]
    [InlineData("Crm:Webhook:Url", "http://hooks.example.com/t0p", "Crm:Webhook:Url: found 'http://hooks.example.com', expected ")]
    [InlineData("Crm:Webhook:Url", null, "Crm:Webhook:Url: found nothing, expected ")]
    [InlineData("Crm:Webhook:Secret", null, "Crm:Webhook:Secret: found nothing, expected ")]
    [InlineData("Crm:Webhook:PreviousSecret", "t0p", "Crm:Webhook:PreviousSecret: found 'another text', expected ")]
    [InlineData("Crm:Webhook:Headers:webhook-id", "t0p", "Crm:Webhook:Headers:webhook-id: found 'webhook-id', expected ")]
    [InlineData("Crm:Webhook:MaxBytes", "100", "Crm:Webhook:MaxBytes: found '100', expected a number from 4096 to 16777216")]
    public async Task A_wrong_setting_is_one_line_without_a_secret(string key, string? value, string start)
    {
        var wrong = await Should.ThrowAsync<OptionsValidationException>(() => WebhookHost.StartAsync((key, value)));

        var line = wrong.Failures.ShouldHaveSingleItem();
        line.ShouldStartWith(start, Case.Sensitive);
        line.ShouldNotContain("t0p");
    }

    [Fact]
    public async Task Nothing_is_required_for_another_adapter()
    {
        await using var host = await WebhookHost.StartAsync(("Crm:Adapter", "none"), ("Crm:Webhook:Url", ""), ("Crm:Webhook:Secret", ""));

        host.Receiver.Received.ShouldBeEmpty();
    }
}
