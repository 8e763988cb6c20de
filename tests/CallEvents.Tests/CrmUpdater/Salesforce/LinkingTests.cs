using static CallEvents.Tests.CrmUpdater.Salesforce.SalesforceHost;

namespace CallEvents.Tests.CrmUpdater.Salesforce;

public sealed class LinkingTests
{
    private const string Jane = "jane.o'neil@prospect.example";
    private const string Other = "joe@prospect.example";

    [Fact]
    public async Task A_contact_comes_before_a_lead_and_the_newest_of_several()
    {
        await using var crm = await StartAsync();
        crm.Org.AddLead(Jane, modified: "2026-11-30T00:00:00.000+0000");
        crm.Org.AddContact(Jane, modified: "2026-11-01T00:00:00.000+0000");
        var newest = crm.Org.AddContact(Jane.ToUpperInvariant(), modified: "2026-11-02T00:00:00.000+0000");

        var written = await crm.WrittenAsync(NewCall(email: $"  {Jane} "));

        crm.Org.Task("call_1").Text("WhoId").ShouldBe(newest.Id);
        written.Links.Contact.ShouldBe(newest.Id);
        crm.Stub.Requests.ShouldAllBe(request => !request.Path.Contains("prospect", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_converted_lead_is_none_and_match_makes_no_lead()
    {
        await using var crm = await StartAsync();
        crm.Org.AddLead(Jane, isConverted: true);

        await crm.WrittenAsync(NewCall(email: Jane));

        crm.Org.Task("call_1")["WhoId"].ShouldBeNull();
        crm.Org.All("Lead").Count.ShouldBe(1);
    }

    [Fact]
    public async Task Create_makes_one_lead_for_an_address_and_writes_without_a_refused_one()
    {
        await using var crm = await StartAsync(options => options.Contacts = "create");
        crm.Org.RefusesLead = email => email == Other;

        await Task.WhenAll(
            crm.WriteAllAsync(NewCall("call_1", Jane), NewCall("call_2", Other)),
            crm.WriteAllAsync(NewCall("call_3", Jane), NewCall("call_4", "no address"))
        );

        var lead = crm.Org.All("Lead").ShouldHaveSingleItem();
        lead.Text("LastName").ShouldBe("jane.o'neil");
        lead.Text("Company").ShouldBe("prospect.example");
        crm.Org.Task("call_1").Text("WhoId").ShouldBe(lead.Id);
        crm.Org.Task("call_3").Text("WhoId").ShouldBe(lead.Id);
        crm.Org.Task("call_2")["WhoId"].ShouldBeNull();
        crm.Org.Task("call_4")["WhoId"].ShouldBeNull();
    }

    [Fact]
    public async Task Own_domains_get_no_contact()
    {
        await using var crm = await StartAsync(options => options.SkipDomains = ["Prospect.example"]);
        crm.Org.AddContact(Jane);

        await crm.WrittenAsync(NewCall(email: Jane));

        crm.Org.Task("call_1")["WhoId"].ShouldBeNull();
    }

    [Fact]
    public async Task The_link_follows_the_address()
    {
        await using var crm = await StartAsync();
        crm.Org.AddContact(Jane);
        var other = crm.Org.AddContact(Other);
        var written = await crm.WrittenAsync(NewCall(email: Jane));

        var moved = await crm.WrittenAsync(NewCall(email: Other, revision: 20).After(written));
        crm.Org.Task("call_1").Text("WhoId").ShouldBe(other.Id);

        await crm.WrittenAsync(NewCall(email: null, revision: 30).After(moved));
        crm.Org.Task("call_1")["WhoId"].ShouldBeNull();
    }

    [Fact]
    public async Task A_link_that_a_person_made_stays()
    {
        await using var crm = await StartAsync();
        crm.Org.AddContact(Jane);
        crm.Org.AddContact(Other);
        var boss = crm.Org.AddContact("boss@prospect.example");
        var written = await crm.WrittenAsync(NewCall(email: Jane));
        crm.Org.Task("call_1").Set("WhoId", boss.Id);

        await crm.WrittenAsync(NewCall(email: Other, revision: 20).After(written));

        crm.Org.Task("call_1").Text("WhoId").ShouldBe(boss.Id);
    }

    [Fact]
    public async Task A_contact_deleted_after_it_was_found_is_left_out()
    {
        await using var crm = await StartAsync();
        var contact = crm.Org.AddContact(Jane);
        crm.Stub.Fault = request =>
        {
            if (request.IsWrite)
                crm.Org.Delete(contact);
            return null;
        };

        var written = await crm.WrittenAsync(NewCall(email: Jane));

        written.Links.Contact.ShouldBeNull();
        crm.Org.Task("call_1")["WhoId"].ShouldBeNull();
    }

    [Fact]
    public async Task A_transcript_alone_looks_up_no_contact()
    {
        await using var crm = await StartAsync();
        crm.Org.AddContact(Jane);
        var written = await crm.WrittenAsync(NewCall(email: Jane));
        var before = crm.Stub.Requests.Count;

        var transcript = NewCall(email: Jane).After(written) with
        {
            FieldsRevision = null,
            TranscriptRevision = 11,
            Properties = new Dictionary<string, object?> { ["Description"] = "00:01 Rep: hello" },
        };
        (await crm.WrittenAsync(transcript)).Links.ShouldBe(written.Links);

        (crm.Stub.Requests.Count - before).ShouldBe(1);
        crm.Org.Task("call_1").Text("Description").ShouldBe("00:01 Rep: hello");
        crm.Org.Task("call_1")["WhoId"].ShouldNotBeNull();
    }

    [Theory]
    [InlineData(-30, 30, false, true)] // open at the call
    [InlineData(14, 30, false, true)] // opened up to 14 days after it
    [InlineData(15, 30, false, false)]
    [InlineData(-60, -14, true, true)] // closed up to 14 days before it
    [InlineData(-60, -15, true, false)]
    [InlineData(-60, -15, false, true)] // its close date passed, and it is still open
    public async Task An_opportunity_within_the_window_is_linked(int opened, int closes, bool isClosed, bool isLinked)
    {
        await using var crm = await StartAsync(options => options.Link = ["contact", "deals"]);
        var contact = crm.Org.AddContact(Jane);
        var opportunity = crm.Org.AddOpportunity(
            contact,
            At.AddDays(opened),
            DateOnly.FromDateTime(At.UtcDateTime.AddDays(closes)),
            isClosed
        );

        await crm.WrittenAsync(NewCall(email: Jane));

        crm.Org.Task("call_1").Text("WhatId").ShouldBe(isLinked ? opportunity.Id : null);
        opportunity.Values.Keys.ShouldBe(["Id", "StageName"]);
    }

    [Fact]
    public async Task Two_opportunities_within_the_window_are_none()
    {
        await using var crm = await StartAsync(options => options.Link = ["deals"]);
        var contact = crm.Org.AddContact(Jane);
        var close = DateOnly.FromDateTime(At.UtcDateTime.AddDays(9));
        var first = crm.Org.AddOpportunity(contact, At.AddDays(-9), close, isClosed: false);
        var written = await crm.WrittenAsync(NewCall(email: Jane));
        crm.Org.Task("call_1").Text("WhatId").ShouldBe(first.Id);
        written.Links.Others.ShouldBe([$"deal:{first.Id}"]);

        crm.Org.AddOpportunity(contact, At.AddDays(-8), close, isClosed: false);
        var second = await crm.WrittenAsync(NewCall(email: Jane, revision: 20).After(written));

        crm.Org.Task("call_1")["WhatId"].ShouldBeNull();
        second.Links.Others.ShouldBeEmpty();
    }
}
