using CallEvents.CrmUpdater.Crm;
using CallEvents.TestSupport.HubSpot;

namespace CallEvents.Tests.CrmUpdater.HubSpot;

public sealed class HubSpotLinksTests : IAsyncLifetime
{
    private HubSpotStub stub = null!;

    public async ValueTask InitializeAsync() => stub = await HubSpotStub.StartAsync();

    public ValueTask DisposeAsync() => stub.DisposeAsync();

    [Fact]
    public async Task A_new_address_moves_our_link_and_leaves_those_of_people()
    {
        var (jane, joe, ann) = (
            stub.AddContact("jane@acme.example"),
            stub.AddContact("joe@acme.example"),
            stub.AddContact("ann@acme.example")
        );
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        var call = HubSpotAdapter.New("call_1", "jane@acme.example");
        var written = await adapter.WrittenAsync(call);
        written.Links.Contact.ShouldBe(jane.Id);
        stub.Link(stub.Calls["call_1"], ann);

        written = await adapter.WrittenAsync(HubSpotAdapter.Later(call, written, "joe@acme.example", "won", 20));
        written.Links.Contact.ShouldBe(joe.Id);
        stub.LinksOf("call_1").Contacts.ShouldBe([joe.Id, ann.Id], ignoreOrder: true);

        written = await adapter.WrittenAsync(HubSpotAdapter.Later(call, written, null, "won", 30));
        written.Links.ShouldBe(written.Links with { Contact = null });
        stub.LinksOf("call_1").Contacts.ShouldBe([ann.Id]);
    }

    [Fact]
    public async Task What_is_linked_is_not_linked_again()
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        var call = HubSpotAdapter.New("call_1", "jane@acme.example");
        var written = await adapter.WrittenAsync(call);
        await adapter.WrittenAsync(HubSpotAdapter.Later(call, written, "jane@acme.example", "lost", 20));
        stub.Requests.Count(request => request.Operation == "calls-contacts/associate").ShouldBe(1);
    }

    [Fact]
    public async Task A_transcript_alone_asks_for_no_contact()
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        var call = HubSpotAdapter.New("call_1", "jane@acme.example");
        var written = await adapter.WrittenAsync(call);
        var before = stub.Requests.Count;
        var transcript = call with
        {
            FieldsRevision = null,
            TranscriptRevision = 5,
            RecordId = written.RecordId,
            Links = written.Links,
            Properties = new Dictionary<string, object?> { ["hs_call_body"] = "<p>Hello</p>", ["revont_transcript"] = "ready" },
        };
        (await adapter.WrittenAsync(transcript)).Links.Contact.ShouldBe(written.Links.Contact);
        stub.Requests.Count.ShouldBe(before + 1);
        stub.Calls["call_1"]["hs_call_body"].ShouldBe("<p>Hello</p>");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_contact_deleted_before_it_is_linked_is_resolved_anew(bool refusesBatch)
    {
        stub.Manners.MissingRecordsRefuseBatch = refusesBatch;
        var jane = stub.AddContact("jane@acme.example");
        stub.AddContact("joe@acme.example");
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        stub.Hooks.Answering = request =>
        {
            if (request.Operation == "calls/upsert")
                stub.Delete(jane);
            return Task.CompletedTask;
        };
        var results = await adapter.WriteAsync(
            HubSpotAdapter.New("call_1", "jane@acme.example"),
            HubSpotAdapter.New("call_2", "joe@acme.example")
        );
        results.ShouldAllBe(result => result is WriteResult.Written);
        stub.LinksOf("call_1").Contacts.ShouldBe([stub.Contacts["jane@acme.example"].Id]);
        stub.LinksOf("call_2").Contacts.ShouldBe([stub.Contacts["joe@acme.example"].Id]);
    }

    [Fact]
    public async Task The_primary_company_and_the_deals_around_the_call_are_linked()
    {
        stub.Manners.AssociationsPerPage = 2;
        var jane = stub.AddContact("jane@acme.example");
        var acme = stub.AddCompany("Acme", jane);
        stub.AddCompany("Side business", jane, isPrimary: false);
        var call = HubSpotAdapter.New("call_1", "jane@acme.example");
        var at = call.Call.CreatedAt;
        var open = Enumerable.Range(1, 6).Select(age => stub.AddDeal($"open {age}", jane, at.AddDays(-age), null, false)).ToList();
        stub.AddDeal("closed long before", jane, at.AddDays(-90), at.AddDays(-15), true);
        var opened = stub.AddDeal("opened after", jane, at.AddDays(13), null, false);
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub, options => options.Link = ["contact", "company", "deals"]);

        var written = await adapter.WrittenAsync(call);
        stub.LinksOf("call_1").Companies.ShouldBe([acme.Id]);
        stub.LinksOf("call_1").Deals.ShouldBe([opened.Id, .. open.Take(4).Select(deal => deal.Id)], ignoreOrder: true);
        written.Links.Others.Count.ShouldBe(6);

        var joe = stub.AddContact("joe@other.example");
        written = await adapter.WrittenAsync(HubSpotAdapter.Later(call, written, "joe@other.example", "won", 20));
        stub.LinksOf("call_1").Contacts.ShouldBe([joe.Id]);
        stub.LinksOf("call_1").Companies.ShouldBeEmpty();
        stub.LinksOf("call_1").Deals.ShouldBeEmpty();
        written.Links.Others.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failure_at_the_links_leaves_the_call_to_be_repeated()
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        using (stub.Fail(FaultKind.Unavailable, request => request.Operation == "calls-contacts/associate"))
        {
            var results = await adapter.WriteAsync(HubSpotAdapter.New("call_1", "jane@acme.example"), HubSpotAdapter.New("call_2"));
            results[0].ShouldBeOfType<WriteResult.Unavailable>();
        }

        await adapter.WrittenAsync(HubSpotAdapter.New("call_1", "jane@acme.example"));
        stub.CallRecords.Count.ShouldBe(2);
        stub.LinksOf("call_1").Contacts.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_thousand_calls_with_transcripts_need_few_requests()
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        var before = stub.Requests.Count;
        foreach (var page in Enumerable.Range(0, 1_000).Chunk(50))
        {
            var calls = page.Select(number => HubSpotAdapter.New($"call_{number}", $"prospect{number}@acme.example")).ToArray();
            var written = await adapter.WriteAsync(calls);
            await adapter.WriteAsync([
                .. calls
                    .Zip(written.Cast<WriteResult.Written>())
                    .Select(pair =>
                        pair.First with
                        {
                            FieldsRevision = null,
                            TranscriptRevision = 5,
                            RecordId = pair.Second.RecordId,
                            Links = pair.Second.Links,
                            Properties = new Dictionary<string, object?> { ["revont_transcript"] = "ready" },
                        }
                    ),
            ]);
        }

        stub.Calls.Count.ShouldBe(1_000);
        (stub.Requests.Count - before).ShouldBeLessThanOrEqualTo(150);
    }
}
