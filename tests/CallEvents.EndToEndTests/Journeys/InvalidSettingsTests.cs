namespace CallEvents.EndToEndTests.Journeys;

public sealed class InvalidSettingsTests
{
    [Theory]
    [InlineData("Revont:Workspaces:main:ApiKey", "", "found nothing, expected the workspace's Revont API key")]
    [InlineData(
        "Revont:Workspaces:main:ApiKey",
        "a key",
        "found 'a key with spaces or other characters that are not allowed in a header', expected the workspace's Revont API key"
    )]
    [InlineData(
        "Revont:BaseUrl",
        "api.revont.ai",
        "found 'api.revont.ai', expected an http or https address such as https://api.revont.ai/v1"
    )]
    [InlineData("Revont:RequestsPerSecond", "0", "found '0', expected a number from 0.001 to 100000")]
    [InlineData("Revont:RequestsPerSecond", "many", "found 'many', expected a number")]
    [InlineData("Revont:MaxConcurrency", "1.5", "found '1.5', expected a whole number")]
    [InlineData("ConnectionStrings:RabbitMq", null, "found nothing, expected ")]
    [InlineData("ConnectionStrings:RabbitMq", "http://localhost", "found 'http://localhost', expected ")]
    [InlineData("ConnectionStrings:RabbitMq", "amqp://guest:secret@local host", "found 'amqp://***@local host', expected ")]
    [InlineData("Polling:Interval", "banana", "found 'banana', expected a duration such as 00:00:30")]
    [InlineData("Polling:Interval", "30", "found '30.00:00:00', expected a duration above 00:00:00 and up to 1.00:00:00, such as 00:00:30")]
    [InlineData(
        "Polling:Interval",
        "00:00:00",
        "found '00:00:00', expected a duration above 00:00:00 and up to 1.00:00:00, such as 00:00:30"
    )]
    [InlineData("Polling:Interval", "-00:00:01", "found '-00:00:01', expected ")]
    [InlineData("Polling:StartFrom", null, "found nothing, expected an ISO 8601 instant such as 2026-01-01T00:00:00Z, or now")]
    [InlineData("Polling:StartFrom", "yesterday", "found 'yesterday', expected an ISO 8601 instant such as 2026-01-01T00:00:00Z, or now")]
    [InlineData("Polling:StartFrom", "2999-01-01T00:00:00Z", "found '2999-01-01T00:00:00Z', expected an instant that is not in the future")]
    [InlineData("Transcripts:GiveUpAfter", "-1", "found '-1.00:00:00', expected ")]
    [InlineData(
        "Publishing:RequireSubscriber:0",
        "CallFinished",
        "found 'CallFinished', expected one of CallRecorded, CallTranscribed, CallUpdated, CallTranscriptUnavailable"
    )]
    [InlineData("Publishing:MaxBytes", "7", "found '7', expected a number from 1024 to 134217728")]
    [InlineData("ConnectionStrings:Ledger", "callevents.db", "found 'callevents.db', expected ")]
    public async Task An_invalid_setting_stops_startup_with_one_line_that_names_it(string key, string? value, string message)
    {
        await using var poller = TestStack.CreateOfflinePoller();
        if (value is null)
            poller.Settings.Remove(key);
        else
            poller.Settings[key] = value;

        poller.Start();
        var result = await poller.WaitForExitAsync();

        result.ExitCode.ShouldBe(2);
        result.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldStartWith($"{key}: {message}");
        result.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Startup_without_a_workspace_explains_how_to_add_one()
    {
        await using var poller = TestStack.CreateOfflinePoller();
        poller.Settings.Remove("Revont:Workspaces:main:ApiKey");

        poller.Start();
        var result = await poller.WaitForExitAsync();

        result.ExitCode.ShouldBe(2);
        result
            .Error.Trim()
            .ShouldBe("Revont:Workspaces: found nothing, expected at least one workspace, such as Revont:Workspaces:main:ApiKey");
    }
}
