using CallEvents.Tests.Poller.Hosting;

namespace CallEvents.Tests.Poller.Api;

public sealed class UnencryptedAddressTests
{
    [Theory]
    [InlineData("http://revont.invalid:8080/v1", 1)]
    [InlineData("https://revont.invalid/v1", 0)]
    [InlineData("http://127.0.0.1:9/v1", 0)]
    [InlineData("http://[::1]:9/v1", 0)]
    [InlineData("http://localhost:9/v1", 0)]
    public async Task The_start_warns_when_the_key_leaves_the_machine_unencrypted(string address, int warnings)
    {
        await using var poller = await PollerHost.StartAsync(new Uri(address));

        var lines = poller.Logs.Lines.Where(line => line.Contains("Revont:BaseUrl", StringComparison.Ordinal)).ToList();
        lines.Count.ShouldBe(warnings);
        lines.ShouldAllBe(line => line.StartsWith("Warning") && line.Contains("revont.invalid") && !line.Contains("simulator"));
    }
}
