using CallEvents.TestSupport.HubSpot;

namespace CallEvents.Tests.CrmUpdater.HubSpot;

public sealed class HubSpotStubTests : PortalTests
{
    [Fact]
    public async Task A_call_is_created_and_then_written_again()
    {
        var created = await Client.UpsertCallsAsync(("c1", new { hs_timestamp = "2026-11-02T10:00:00.000Z", revont_outcome = "won" }));
        var updated = await Client.UpsertCallsAsync(("c1", new { revont_outcome = "", revont_coaching_score = "71.5" }));

        created.Status.ShouldBe(200);
        created.Results[0]!["new"]!.GetValue<bool>().ShouldBeTrue();
        created.Results[0]!["objectWriteTraceId"]!.GetValue<string>().ShouldBe("trace-c1");
        updated.Results[0]!["new"]!.GetValue<bool>().ShouldBeFalse();
        updated.Results[0]!["properties"]!["revont_call_id"]!.GetValue<string>().ShouldBe("c1");
        var call = HubSpot.CallRecords.ShouldHaveSingleItem();
        call["hs_timestamp"].ShouldBe("2026-11-02T10:00:00Z");
        call["revont_outcome"].ShouldBeNull();
        call["revont_coaching_score"].ShouldBe("71.5");
    }

    [Theory]
    [InlineData(nameof(BatchErrors.WholeBatch), 400, 0)]
    [InlineData(nameof(BatchErrors.WholeBatchConflict), 409, 0)]
    [InlineData(nameof(BatchErrors.PerInput), 207, 1)]
    public async Task One_bad_call_is_refused_with_its_batch_or_alone(string batchErrors, int status, int written)
    {
        HubSpot.Manners.BatchErrors = Enum.Parse<BatchErrors>(batchErrors);

        var reply = await Client.UpsertCallsAsync(
            ("c1", new { hs_timestamp = "1762077600000" }),
            ("c2", new { hs_timestamp = "1762077600000", revont_unknown = "x" })
        );

        reply.Status.ShouldBe(status);
        HubSpot.Calls.Count.ShouldBe(written);
        reply.Text.ShouldContain("PROPERTY_DOESNT_EXIST");
        if (written == 1)
            reply.Body!["errors"]![0]!["context"]!.ToJsonString().ShouldBe("""{"ids":["c2"],"objectWriteTraceId":["trace-c2"]}""");
    }

    public static TheoryData<object, string> RefusedValues =>
        new()
        {
            { new { revont_outcome = "won" }, "Some required properties were not set" },
            { new { hs_timestamp = "yesterday" }, "yesterday was not a valid date" },
            { new { hs_timestamp = "1762077600000", hs_createdate = "1762077600000" }, "READ_ONLY_VALUE" },
            { new { hs_timestamp = "1762077600000", revont_coaching_score = "good" }, "good was not a valid number" },
            { new { hs_timestamp = "1762077600000", revont_coaching_score = " 7" }, "white space" },
            { new { hs_timestamp = "1762077600000", revont_coaching_score = 7 }, "java.lang.String" },
            { new { hs_timestamp = "1762077600000", hs_call_status = "DONE" }, "INVALID_OPTION" },
            { new { hs_timestamp = "1762077600000", hubspot_owner_id = "1" }, "Owner 1 does not exist" },
        };

    [Theory]
    [MemberData(nameof(RefusedValues), DisableDiscoveryEnumeration = true)]
    public async Task A_wrong_value_is_refused_and_quoted(object properties, string expected)
    {
        var reply = await Client.UpsertCallsAsync(("c1", properties));

        reply.Status.ShouldBe(400);
        reply.Text.ShouldContain(expected);
        HubSpot.CallRecords.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_id_or_pair_twice_in_a_batch_is_refused()
    {
        HubSpot.Manners.BatchErrors = BatchErrors.PerInput;
        var call = new { hs_timestamp = "1762077600000" };

        var twice = await Client.UpsertCallsAsync(("c1", call), ("c1", call));
        await Client.UpsertCallsAsync(("c1", call));
        var pair = (HubSpot.Calls["c1"].Id, HubSpot.AddContact("jane@example.com").Id);
        var pairs = await Client.AssociateAsync("calls/contacts", pair, pair);

        twice.Status.ShouldBe(400);
        twice.Text.ShouldContain("Duplicate IDs found in batch input");
        pairs.Status.ShouldBe(400);
        HubSpot.LinksOf("c1").Contacts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deleted_call_is_not_found_by_its_id()
    {
        await Client.UpsertCallsAsync(("c1", new { hs_timestamp = "1762077600000" }));
        var call = HubSpot.Calls["c1"];
        HubSpot.Delete(call);

        var partly = await Client.UpdateCallAsync(call.Id, new { revont_outcome = "won" });
        HubSpot.Manners.MissingRecordsRefuseBatch = true;
        var whole = await Client.UpdateCallAsync(call.Id, new { revont_outcome = "won" });

        partly.Status.ShouldBe(207);
        partly.Text.ShouldContain("OBJECT_NOT_FOUND");
        partly.Body!["errors"]![0]!["context"]!["ids"]!.ToJsonString().ShouldBe($"""["{call.Id}"]""");
        whole.Status.ShouldBe(404);
        HubSpot.CallRecords.ShouldHaveSingleItem().IsArchived.ShouldBeTrue();
    }

    [Fact]
    public async Task A_merged_contact_answers_under_the_other_id()
    {
        var winner = HubSpot.AddContact("jane@example.com", "j@example.com");
        var loser = HubSpot.AddContact("old@example.com");
        HubSpot.Merge(winner, loser);

        var reply = await Client.ReadContactsAsync("OLD@example.com", "none@example.com");

        reply.Status.ShouldBe(207);
        reply.Results.ShouldHaveSingleItem()!["id"]!.GetValue<string>().ShouldBe(winner.Id);
        reply.Results[0]!["properties"]!["hs_additional_emails"]!.GetValue<string>().ShouldBe("j@example.com;old@example.com");
        reply.Body!["errors"]![0]!["context"]!["ids"]!.ToJsonString().ShouldBe("""["none@example.com"]""");
    }

    [Fact]
    public async Task Links_are_made_read_and_removed()
    {
        await Client.UpsertCallsAsync(("c1", new { hs_timestamp = "1762077600000" }));
        var contact = HubSpot.AddContact("jane@example.com");
        var company = HubSpot.AddCompany("Acme", contact);
        var (from, to) = (new { id = HubSpot.Calls["c1"].Id }, new { id = contact.Id });

        var linked = await Client.AssociateAsync("calls/contacts", (from.id, to.id));
        var links = HubSpot.LinksOf("c1");
        var inputs = new[] { new { id = contact.Id } };
        var companies = await Client.PostAsync("/crm/associations/2026-09/contacts/companies/batch/read", new { inputs });
        var deals = await Client.PostAsync("/crm/associations/2026-09/contacts/deals/batch/read", new { inputs });
        var removal = new { inputs = new[] { new { from, to = new[] { to } } } };
        await Client.PostAsync("/crm/associations/2026-09/calls/contacts/batch/archive", removal);

        linked.Status.ShouldBe(200);
        links.Contacts.ShouldBe([contact.Id]);
        companies.Results[0]!["to"]![0]!["toObjectId"]!.GetValue<string>().ShouldBe(company.Id);
        companies.Results[0]!["to"]![0]!["associationTypes"]![0]!["label"]!.GetValue<string>().ShouldBe("Primary");
        deals.Status.ShouldBe(207);
        deals.Text.ShouldContain("NO_ASSOCIATIONS_FOUND");
        HubSpot.LinksOf("c1").Contacts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lower_revision_is_a_backward_write()
    {
        await Client.UpsertCallsAsync(("c1", new { hs_timestamp = "1762077600000", revont_fields_revision = "30" }));
        await Client.UpsertCallsAsync(("c1", new { revont_fields_revision = "30" }));
        HubSpot.BackwardWrites.ShouldBeEmpty();
        HubSpot.Delete(HubSpot.Calls["c1"]);
        await Client.UpsertCallsAsync(("c1", new { hs_timestamp = "1762077600000", revont_fields_revision = "20" }));

        var write = HubSpot.BackwardWrites.ShouldHaveSingleItem();
        (write.Call, write.HighestBefore, write.Revision).ShouldBe(("c1", 30, 20));
    }

    [Fact]
    public async Task An_admin_changes_what_is_accepted()
    {
        using var rule = HubSpot.AddRule("calls", "revont_outcome", call => call.GetValueOrDefault("revont_outcome") == "lost");
        var refused = await Client.UpsertCallsAsync(("c1", new { hs_timestamp = "1762077600000", revont_outcome = "lost" }));
        rule.Dispose();
        var accepted = await Client.UpsertCallsAsync(("c1", new { hs_timestamp = "1762077600000", revont_outcome = "lost" }));
        HubSpot.DeleteProperty("revont_outcome");
        var deleted = await Client.UpsertCallsAsync(("c1", new { revont_outcome = "won" }));
        var read = await Client.GetAsync("/crm/properties/2026-09/calls/revont_outcome");

        refused.Status.ShouldBe(400);
        refused.Text.ShouldContain("lost does not meet the validation rule");
        accepted.Status.ShouldBe(200);
        deleted.Text.ShouldContain("PROPERTY_DOESNT_EXIST");
        read.Status.ShouldBe(404);
    }

    [Fact]
    public async Task Owners_come_in_pages()
    {
        var ids = Enumerable.Range(0, 3).Select(i => HubSpot.AddOwner($"rep{i}@example.com")).ToList();

        var first = await Client.GetAsync("/crm/owners/2026-09?limit=2");
        var after = first.Body!["paging"]!["next"]!["after"]!.GetValue<string>();
        var second = await Client.GetAsync($"/crm/owners/2026-09?limit=2&after={after}");

        first.Results.Concat(second.Results).Select(owner => owner!["id"]!.GetValue<string>()).ShouldBe(ids);
        second.Body!["paging"].ShouldBeNull();
    }
}
