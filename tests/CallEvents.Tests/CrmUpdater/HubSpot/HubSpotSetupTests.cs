using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.HubSpot;
using CallEvents.TestSupport.HubSpot;
using Property = CallEvents.TestSupport.HubSpot.HubSpotProperty;

namespace CallEvents.Tests.CrmUpdater.HubSpot;

public sealed class HubSpotSetupTests : IAsyncLifetime
{
    private HubSpotStub stub = null!;

    public async ValueTask InitializeAsync() => stub = await HubSpotStub.StartAsync();

    public ValueTask DisposeAsync() => stub.DisposeAsync();

    [Fact]
    public async Task Missing_properties_are_created_once()
    {
        await using var adapter = new HubSpotAdapter(stub);
        var account = await adapter.Crm.PrepareAsync(mayChange: true, CancellationToken.None);

        account.Target.ShouldBe(stub.Target);
        account.Notes.ShouldBeEmpty();
        stub.CallProperties.Keys.Where(name => name.StartsWith("revont_", StringComparison.Ordinal))
            .ShouldBe(HubSpotProperties.Own.Select(own => own.Name), ignoreOrder: true);
        stub.CallProperties["revont_call_id"].HasUniqueValue.ShouldBeTrue();
        stub.CallProperties["revont_outcome"]
            .ShouldBe(new Property("revont_outcome", "string", "text") { Label = "Revont outcome", GroupName = "revont" });
        stub.CallProperties["revont_coaching_score"].Type.ShouldBe("number");

        await adapter.Crm.PrepareAsync(mayChange: true, CancellationToken.None);
        stub.Requests.Count(request => request.Operation == "properties/create").ShouldBe(1);
    }

    [Fact]
    public async Task A_dry_run_creates_nothing_and_says_what_it_would()
    {
        await using var adapter = new HubSpotAdapter(stub, provision: false);
        var account = await adapter.Crm.PrepareAsync(mayChange: false, CancellationToken.None);
        account.Notes.ShouldContain("would create the property revont_outcome of calls");
        stub.CallProperties.Keys.ShouldNotContain("revont_outcome");
        (await adapter.Crm.FindAsync(["call_1"], CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_provisioning_missing_properties_are_named()
    {
        await using var adapter = new HubSpotAdapter(stub, provision: false);
        var failure = await FailureAsync<WriteResult.NotPrepared>(adapter);
        failure.Reason.ShouldContain("revont_call_id");
        failure.Reason.ShouldContain("Crm:HubSpot:Provision");
    }

    [Fact]
    public async Task A_key_without_unique_values_is_not_usable()
    {
        stub.AddProperty(new Property("revont_call_id", "string", "text"));
        await using var adapter = new HubSpotAdapter(stub);
        (await FailureAsync<WriteResult.NotPrepared>(adapter)).Reason.ShouldContain("hasUniqueValue");
    }

    [Fact]
    public async Task What_the_mapping_names_must_exist_and_be_writable()
    {
        stub.LockProperty("hs_call_title");
        await using var adapter = new HubSpotAdapter(
            stub,
            mapping:
            [
                new("hs_timestamp", From: "createdAt"),
                new("hs_call_title", From: "title", Place: "mapping.yaml:3"),
                new("my_field", From: "outcome", Place: "mapping.yaml:4"),
            ]
        );
        var reason = (await FailureAsync<WriteResult.NotPrepared>(adapter)).Reason;
        reason.ShouldContain("hs_call_title (mapping.yaml:3) of HubSpot's calls is read-only");
        reason.ShouldContain("no property my_field (mapping.yaml:4)");
        reason.ShouldNotContain("hs_timestamp");
    }

    [Fact]
    public async Task A_missing_scope_for_properties_is_no_trouble_once_they_are_there()
    {
        stub.RevokeScope("crm.schemas.contacts.write");
        await using var adapter = new HubSpotAdapter(stub);
        (await FailureAsync<WriteResult.Unauthorized>(adapter)).Reason.ShouldContain("crm.schemas.contacts.write");

        stub.GrantScope("crm.schemas.contacts.write");
        await adapter.Crm.PrepareAsync(mayChange: true, CancellationToken.None);
        stub.RevokeScope("crm.schemas.contacts.write");
        await adapter.Crm.PrepareAsync(mayChange: true, CancellationToken.None);
    }

    [Fact]
    public async Task Owners_are_found_on_every_page_by_address_without_case()
    {
        var ids = Enumerable.Range(1, 230).Select(number => stub.AddOwner($"Rep{number}@Acme.example")).ToList();
        await using var adapter = new HubSpotAdapter(stub);
        await adapter.Crm.PrepareAsync(mayChange: true, CancellationToken.None);
        adapter.Owners.OwnerIdOf(" rep1@acme.EXAMPLE").ShouldBe(ids[0]);
        adapter.Owners.OwnerIdOf("rep230@acme.example").ShouldBe(ids[^1]);
        adapter.Owners.OwnerIdOf("unknown@acme.example").ShouldBeNull();
        stub.Requests.ShouldAllBe(request => !request.Query.Contains('@'));
    }

    [Fact]
    public async Task A_wrong_token_is_refused_and_the_probe_says_so()
    {
        await using var adapter = new HubSpotAdapter(stub);
        stub.Token = "another";
        (await FailureAsync<WriteResult.Unauthorized>(adapter)).Reason.ShouldContain("Crm:HubSpot:AccessToken");
        (
            await Should.ThrowAsync<CrmFailureException>(() => adapter.Crm.ProbeAsync(CancellationToken.None))
        ).Failure.ShouldBeOfType<WriteResult.Unauthorized>();
    }

    [Fact]
    public async Task The_probe_passes_as_soon_as_HubSpot_answers()
    {
        await using var adapter = await HubSpotAdapter.PreparedAsync(stub);
        using (stub.Fail(FaultKind.Unavailable))
        {
            (
                await Should.ThrowAsync<CrmFailureException>(() => adapter.Crm.ProbeAsync(CancellationToken.None))
            ).Failure.ShouldBeOfType<WriteResult.Unavailable>();
        }

        await adapter.Crm.ProbeAsync(CancellationToken.None);
    }

    private static async Task<T> FailureAsync<T>(HubSpotAdapter adapter)
        where T : WriteResult.Failure =>
        (
            await Should.ThrowAsync<CrmFailureException>(() => adapter.Crm.PrepareAsync(mayChange: true, CancellationToken.None))
        ).Failure.ShouldBeOfType<T>();
}
