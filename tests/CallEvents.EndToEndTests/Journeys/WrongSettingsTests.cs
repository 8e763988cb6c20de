using CallEvents.EndToEndTests.Infrastructure;

namespace CallEvents.EndToEndTests.Journeys;

public sealed class WrongSettingsTests
{
    [Theory]
    [InlineData("Revont:Workspaces:main:ApiKey", "", "Revont:Workspaces:main:ApiKey: found nothing, expected the workspace's Revont API key")]
    [InlineData("Revont:Workspaces:main:ApiKey", "a key", "Revont:Workspaces:main:ApiKey: found 'a key with blanks or other characters that no header can carry', expected the workspace's Revont API key")]
    [InlineData("Revont:BaseUrl", "api.revont.ai", "Revont:BaseUrl: found 'api.revont.ai', expected an http or https address such as https://api.revont.ai/v1")]
    [InlineData("Revont:RequestsPerSecond", "0", "Revont:RequestsPerSecond: found '0', expected a number from 0.001 to 100000")]
    [InlineData("Revont:RequestsPerSecond", "many", "Revont:RequestsPerSecond: found 'many', expected a number")]
    [InlineData("Revont:MaxConcurrency", "1.5", "Revont:MaxConcurrency: found '1.5', expected a whole number")]
    [InlineData("ConnectionStrings:RabbitMq", null, "ConnectionStrings:RabbitMq: found nothing, expected ")]
    [InlineData("ConnectionStrings:RabbitMq", "http://localhost", "ConnectionStrings:RabbitMq: found 'http://localhost', expected ")]
    [InlineData("ConnectionStrings:RabbitMq", "amqp://guest:secret@local host", "ConnectionStrings:RabbitMq: found 'amqp://***@local host', expected ")]
    [InlineData("Polling:Interval", "banana", "Polling:Interval: found 'banana', expected a duration such as 00:00:30")]
    [InlineData("Polling:Interval", "30", "Polling:Interval: found '30.00:00:00', expected a duration above 00:00:00 and up to 1.00:00:00, such as 00:00:30")]
    [InlineData("Polling:Interval", "00:00:00", "Polling:Interval: found '00:00:00', expected a duration above 00:00:00 and up to 1.00:00:00, such as 00:00:30")]
    [InlineData("Polling:Interval", "-00:00:01", "Polling:Interval: found '-00:00:01', expected ")]
    [InlineData("Polling:StartFrom", null, "Polling:StartFrom: found nothing, expected an ISO 8601 instant such as 2026-01-01T00:00:00Z, or now")]
    [InlineData("Polling:StartFrom", "yesterday", "Polling:StartFrom: found 'yesterday', expected an ISO 8601 instant such as 2026-01-01T00:00:00Z, or now")]
    [InlineData("Polling:StartFrom", "2999-01-01T00:00:00Z", "Polling:StartFrom: found '2999-01-01T00:00:00Z', expected an instant that is not in the future")]
    [InlineData("Transcripts:GiveUpAfter", "-1", "Transcripts:GiveUpAfter: found '-1.00:00:00', expected ")]
    [InlineData("Publishing:RequireSubscriber:0", "CallFinished", "Publishing:RequireSubscriber:0: found 'CallFinished', expected one of CallRecorded, CallTranscribed, CallUpdated, CallTranscriptUnavailable")]
    [InlineData("Publishing:MaxBytes", "7", "Publishing:MaxBytes: found '7', expected a number from 1024 to 134217728")]
    [InlineData("ConnectionStrings:Ledger", "callevents.db", "ConnectionStrings:Ledger: found 'callevents.db', expected ")]
    public async Task A_wrong_setting_ends_the_start_with_one_line_that_names_it(string key, string? value, string line)
    {
        await using var poller = new ServiceProcess("CallEvents.Poller", Right);
        if (value is null)
            poller.Settings.Remove(key);
        else
            poller.Settings[key] = value;

        poller.Start();
        var result = await poller.WaitForExitAsync();

        result.ExitCode.ShouldBe(2);
        result.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldStartWith(line);
        result.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_start_without_any_workspace_says_how_to_add_one()
    {
        await using var poller = new ServiceProcess("CallEvents.Poller", Right);
        poller.Settings.Remove("Revont:Workspaces:main:ApiKey");

        poller.Start();
        var result = await poller.WaitForExitAsync();

        result.ExitCode.ShouldBe(2);
        result.Error.Trim().ShouldBe("Revont:Workspaces: found nothing, expected at least one workspace, such as Revont:Workspaces:main:ApiKey");
    }

    private static Dictionary<string, string?> Right => Company.PollerSettings(new Uri("http://127.0.0.1:9"), new Uri("amqp://guest:guest@127.0.0.1:9/"));
}
