using CallEvents.CrmUpdater.Salesforce;
using Microsoft.Extensions.Configuration;

namespace CallEvents.Tests.CrmUpdater.Salesforce;

public sealed class SalesforceOptionsTests
{
    [Fact]
    public void Other_adapters_need_no_settings() => Validate(new SalesforceOptions(), adapter: "hubspot").ShouldBeEmpty();

    [Fact]
    public void Missing_settings_are_named() =>
        Validate(new SalesforceOptions())
            .Select(line => line.Split(": ")[0])
            .ShouldBe(["Crm:Salesforce:LoginUrl", "Crm:Salesforce:ClientId", "Crm:Salesforce:ClientSecret"]);

    [Theory]
    [InlineData("http://acme.my.salesforce.com", false)]
    [InlineData("https://acme.my.salesforce.com", true)]
    [InlineData("https://acme.my.salesforce.com/", true)]
    [InlineData("https://user:secret@acme.my.salesforce.com", false)]
    [InlineData("https://acme.my.salesforce.com/services/oauth2/token", false)]
    [InlineData("http://127.0.0.1:8080", true)]
    public void The_address_is_https_or_loopback(string address, bool isValid)
    {
        var failures = Validate(Valid(options => options.LoginUrl = address));

        failures.Any().ShouldBe(!isValid);
        failures.ShouldAllBe(line => !line.Contains("secret"));
    }

    [Fact]
    public void An_unknown_time_zone_and_version_are_wrong()
    {
        Validate(Valid(options => options.TimeZone = "Mars/Olympus")).ShouldHaveSingleItem().ShouldContain("'Mars/Olympus'");
        Validate(Valid(options => options.ApiVersion = "66")).ShouldHaveSingleItem().ShouldContain("v66.0");
        Validate(Valid(options => options.TimeZone = "Europe/Berlin")).ShouldBeEmpty();
    }

    private static SalesforceOptions Valid(Action<SalesforceOptions> change)
    {
        var options = new SalesforceOptions
        {
            LoginUrl = "https://acme.my.salesforce.com",
            ClientId = "id",
            ClientSecret = "not printed",
        };
        change(options);
        return options;
    }

    private static IReadOnlyList<string> Validate(SalesforceOptions options, string adapter = "salesforce")
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Crm:Adapter"] = adapter })
            .Build();
        return [.. new SalesforceOptions.Validator(configuration).Validate(null, options).Failures ?? []];
    }
}
