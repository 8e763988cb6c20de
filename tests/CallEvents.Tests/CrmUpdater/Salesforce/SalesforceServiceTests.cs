using CallEvents.Contracts;
using CallEvents.CrmUpdater;
using CallEvents.Tests.ServiceDefaults.Bus;
using CallEvents.Tests.ServiceDefaults.Hosting;
using CallEvents.TestSupport;
using CallEvents.TestSupport.Salesforce;
using Microsoft.Extensions.Configuration;

namespace CallEvents.Tests.CrmUpdater.Salesforce;

/// <summary>The whole service with the stub of Salesforce, judged by what stands in the org.</summary>
public sealed class SalesforceServiceTests
{
    [Fact]
    public async Task A_rep_finds_the_call_at_the_contact_once_and_right_after_every_edit()
    {
        await using var salesforce = await SalesforceStub.StartAsync();
        salesforce.Org.AddContact(Messages.Email);
        await using var host = await StartAsync(salesforce);
        var call = Messages.Call("X", Outcomes.Won, score: 88) with { DurationSeconds = 125.4 };

        await host.HandleAsync(Messages.Recorded(call, revision: 10));
        await host.HandleAsync(Messages.Transcribed(call, revision: 20));
        await host.HandleAsync(Messages.Updated(call with { Outcome = null, CoachingScore = 91 }, revision: 30));
        await host.HandleAsync(Messages.Recorded(call, revision: 10));

        salesforce.Org.Tasks.ShouldHaveSingleItem();
        var task = salesforce.Org.Task("X");
        task.Text("Subject").ShouldBe("Revont call");
        (task.Text("Revont_Outcome__c") ?? "").ShouldBe("");
        task.Text("Revont_Fields_Revision__c").ShouldBe("30");
        task.Text("Revont_Transcript_Revision__c").ShouldBe("20");
        task.Text("Description")!.ShouldContain(Messages.TranscriptText);
        task.Text("WhoId").ShouldNotBeNull();
        salesforce.Org.BackwardWrites.ShouldBeEmpty();
        host.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Five_hundred_calls_are_written_and_a_refused_one_is_not_in_their_way()
    {
        await using var salesforce = await SalesforceStub.StartAsync();
        salesforce.Org.ValidationRule = task => task.Text("Revont_Call_Id__c") == "call 7" ? "Ask jane@acme.example before." : null;
        await using var host = await StartAsync(salesforce);

        await Task.WhenAll(
            Enumerable.Range(0, 500).Select(number => host.PublishAsync(Messages.Recorded(Messages.Call($"call {number}"))))
        );

        await Eventually.Be(() => host.Resolve<CrmUpdaterStatus>().Handled == 499);
        var letter = (await Eventually.Be(() => host.Errors, errors => errors.Count > 0)).ShouldHaveSingleItem();
        letter.Reason.ShouldContain("FIELD_CUSTOM_VALIDATION_EXCEPTION");
        letter.Reason.ShouldNotContain("@");
        salesforce.Org.Tasks.Count.ShouldBe(499);
    }

    private static Task<ConsumerHost> StartAsync(SalesforceStub salesforce) =>
        CrmHost.StartAsync(
            crm: null,
            configure: configuration =>
                configuration.AddInMemoryCollection([
                    new("Crm:Adapter", "salesforce"),
                    new("Crm:Salesforce:LoginUrl", salesforce.Address.ToString()),
                    new("Crm:Salesforce:ClientId", SalesforceStub.ClientId),
                    new("Crm:Salesforce:ClientSecret", SalesforceStub.ClientSecret),
                    new("Crm:RequestsPerSecond", "1000"),
                ])
        );
}
