using CallEvents.CrmUpdater.Crm;

namespace CallEvents.Tests.CrmUpdater;

public sealed class CrmOptionsTests
{
    private static readonly Dictionary<string, Action<CrmOptions>> Mistakes = new()
    {
        ["Crm:Adapter: found 'pipedrive', expected one of none, hubspot, salesforce, webhook"] = options => options.Adapter = "pipedrive",
        ["Crm:Key: found 'id', expected one of callId, workspace/callId"] = options => options.Key = "id",
        ["Crm:Contacts: found 'all', expected one of create, match, off"] = options => options.Contacts = "all",
        ["Crm:Transcript: found 'html', expected one of text, off"] = options => options.Transcript = "html",
        ["Crm:Link:0: found 'lead', expected one of contact, company, deals"] = options => options.Link = ["lead"],
        ["Crm:SkipDomains:0: found 'an e-mail address', expected a domain such as example.com"] = options =>
            options.SkipDomains = ["jane@acme.example"],
        ["Crm:Workspaces:0: found nothing, expected the name of a workspace"] = options => options.Workspaces = [""],
        ["Crm:Instance: found 'My CRM', expected at most 30 lower-case letters, digits and '-', such as sandbox"] = options =>
            options.Instance = "My CRM",
        ["Crm:MaxBatch: found '101', expected a number from 1 to 100"] = options => options.MaxBatch = 101,
        ["Crm:RequestsPerSecond: found '0', expected a number from 0.01 to 1000"] = options => options.RequestsPerSecond = 0,
        ["Crm:MaxRejectedInARow: found '0', expected a number from 1 to 10000"] = options => options.MaxRejectedInARow = 0,
        ["Crm:RequestTimeout: found '30.00:00:00', expected a duration above 00:00:00 and up to 00:05:00, such as 00:00:30"] = options =>
            options.RequestTimeout = TimeSpan.FromDays(30),
    };

    public static TheoryData<string> Lines => [.. Mistakes.Keys];

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_wrong_value_is_one_line(string line)
    {
        var options = new CrmOptions();
        Mistakes[line](options);

        new CrmOptionsValidator().Validate(null, options).Failures.ShouldNotBeNull().ShouldBe([line]);
    }

    [Fact]
    public void The_defaults_are_valid() => new CrmOptionsValidator().Validate(null, new CrmOptions()).Succeeded.ShouldBeTrue();
}
