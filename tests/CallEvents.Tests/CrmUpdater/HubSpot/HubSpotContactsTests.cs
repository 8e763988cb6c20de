using CallEvents.CrmUpdater.Crm;
using CallEvents.TestSupport.HubSpot;

namespace CallEvents.Tests.CrmUpdater.HubSpot;

public sealed class HubSpotContactsTests : IAsyncLifetime
{
    private HubSpotStub stub = null!;

    public async ValueTask InitializeAsync() => stub = await HubSpotStub.StartAsync();

    public ValueTask DisposeAsync() => stub.DisposeAsync();

    [Fact]
    public async Task An_existing_contact_is_linked_and_never_written()
    {
        var jane = stub.AddContact("jane@acme.example");
        var joe = stub.AddContact("joe@acme.example", "joe.smith@acme.example");
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        var results = await adapter.WriteAsync(
            HubSpotAdapter.New("call_1", " Jane@ACME.example "),
            HubSpotAdapter.New("call_2", "joe.smith@acme.example")
        );
        results.ShouldAllBe(result => result is WriteResult.Written);
        stub.LinksOf("call_1").Contacts.ShouldBe([jane.Id]);
        stub.LinksOf("call_2").Contacts.ShouldBe([joe.Id]);
        stub.Contacts.Values.ShouldAllBe(contact => !contact.IsWrittenByIntegration);
    }

    [Fact]
    public async Task Calls_with_the_same_address_share_the_contact_that_is_made()
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        await adapter.WriteAsync(
            HubSpotAdapter.New("call_1", "jane@acme.example"),
            HubSpotAdapter.New("call_2", "JANE@acme.example"),
            HubSpotAdapter.New("call_3", "joe@acme.example")
        );
        stub.Contacts.Count.ShouldBe(2);
        stub.LinksOf("call_1").Contacts.ShouldBe(stub.LinksOf("call_2").Contacts);
        stub.LinksOf("call_3").Contacts.ShouldBe([stub.Contacts["joe@acme.example"].Id]);
    }

    [Theory]
    [InlineData(BatchErrors.WholeBatch)]
    [InlineData(BatchErrors.WholeBatchConflict)]
    [InlineData(BatchErrors.PerInput)]
    internal async Task A_refused_address_leaves_its_call_without_contact(BatchErrors manner)
    {
        stub.Manners.BatchErrors = manner;
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        var calls = Enumerable.Range(1, 9).Select(number => HubSpotAdapter.New($"call_{number}", Address(number))).ToArray();
        (await adapter.WriteAsync(calls)).ShouldAllBe(result => result is WriteResult.Written);
        foreach (var number in Enumerable.Range(1, 9))
            stub.LinksOf($"call_{number}").Contacts.Count.ShouldBe(number is 2 or 7 ? 0 : 1, $"call_{number}");
        adapter.Logs.Lines.ShouldAllBe(line => !line.Contains("prospect", StringComparison.Ordinal));

        static string Address(int number) => number is 2 or 7 ? $"prospect{number}@nowhere" : $"prospect{number}@acme.example";
    }

    [Fact]
    public async Task A_contact_that_a_rule_forbids_is_left_out()
    {
        stub.AddRule("contacts", "email", properties => !properties.ContainsKey("company"));
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        var calls = Enumerable.Range(1, 60).Select(number => HubSpotAdapter.New($"call_{number}", $"a{number}@acme.example")).ToArray();
        (await adapter.WriteAsync(calls)).ShouldAllBe(result => result is WriteResult.Written);
        stub.Contacts.ShouldBeEmpty();
        stub.Requests.Count(request => request.Operation == "contacts/upsert").ShouldBeLessThan(60);
    }

    [Fact]
    public async Task Own_domains_and_missing_addresses_get_no_contact()
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub, options => options.SkipDomains = ["Ours.example"]);
        await adapter.WriteAsync(
            HubSpotAdapter.New("call_1", "ann@ours.example"),
            HubSpotAdapter.New("call_2"),
            HubSpotAdapter.New("call_3", "no address")
        );
        stub.Contacts.ShouldBeEmpty();
        stub.Calls.Count.ShouldBe(3);
        stub.Requests.ShouldAllBe(request => !request.Operation.StartsWith("contacts", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("match", 1)]
    [InlineData("off", 0)]
    public async Task Contacts_are_made_only_if_wanted(string mode, int reads)
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub, options => options.Contacts = mode);
        await adapter.WriteAsync(HubSpotAdapter.New("call_1", "jane@acme.example"));
        stub.Contacts.ShouldBeEmpty();
        stub.Calls.Keys.ShouldContain("call_1");
        stub.Requests.Count(request => request.Operation == "contacts/read").ShouldBe(reads);
    }

    [Fact]
    public async Task Of_several_contacts_the_one_changed_last_is_taken()
    {
        stub.AddContact("old@acme.example", "jane@acme.example");
        var newer = stub.AddContact("new@acme.example", "joe@acme.example");
        stub.Edit(newer, "hs_additional_emails", "joe@acme.example;jane@acme.example");
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        await adapter.WriteAsync(HubSpotAdapter.New("call_1", "jane@acme.example"), HubSpotAdapter.New("call_2", "joe@acme.example"));
        stub.LinksOf("call_1").Contacts.ShouldBe([newer.Id]);
    }

    [Fact]
    public async Task A_contact_made_by_another_in_between_is_found()
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        using var conflict = stub.Fail(FaultKind.Conflict, request => request.Operation == "contacts/upsert", afterWrite: true);
        await adapter.WriteAsync(HubSpotAdapter.New("call_1", "jane@acme.example"));
        stub.LinksOf("call_1").Contacts.ShouldBe([stub.Contacts["jane@acme.example"].Id]);
    }

    [Fact]
    public async Task A_missing_scope_for_contacts_stops_the_batch()
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        stub.RevokeScope("crm.objects.contacts.write");
        var results = await adapter.WriteAsync(HubSpotAdapter.New("call_1", "jane@acme.example"), HubSpotAdapter.New("call_2"));
        results[0].ShouldBeOfType<WriteResult.Unauthorized>().Reason.ShouldContain("crm.objects.contacts.write");
        results[1].ShouldBeOfType<WriteResult.NotTried>();
    }
}
