using CallEvents.Poller.Feed;
using Microsoft.Extensions.Configuration;

namespace CallEvents.Tests.Poller.Feed;

public sealed class PollingOptionsValidatorTests
{
    [Theory]
    [InlineData("1", "Rereads:0")]
    [InlineData("0,2", "Rereads:1")]
    [InlineData("0,last", "Rereads:1")]
    public void A_list_of_rereads_with_a_missing_number_is_rejected(string numbers, string missing)
    {
        var failures = Validate(numbers.Split(','));

        failures.ShouldHaveSingleItem().ShouldStartWith($"Polling:{missing}: found nothing, expected a window");
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("1,0,2")]
    public void A_list_of_rereads_numbered_from_0_is_accepted(string numbers) =>
        Validate(numbers.Split(',', StringSplitOptions.RemoveEmptyEntries)).ShouldBeEmpty();

    private static List<string> Validate(string[] numbers)
    {
        var settings = new Dictionary<string, string?> { ["Polling:StartFrom"] = "now" };
        foreach (var number in numbers)
        {
            settings[$"Polling:Rereads:{number}:Depth"] = "01:00:00";
            settings[$"Polling:Rereads:{number}:Every"] = "01:00:00";
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var options = configuration.GetSection(PollingOptions.Section).Get<PollingOptions>()!;
        return [.. new PollingOptionsValidator(configuration, TimeProvider.System).Validate(null, options).Failures ?? []];
    }
}
