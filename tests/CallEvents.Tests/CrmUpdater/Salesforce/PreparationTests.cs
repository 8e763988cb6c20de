using System.Xml.Linq;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.Mapping;
using CallEvents.CrmUpdater.Salesforce;
using CallEvents.TestSupport;
using CallEvents.TestSupport.Salesforce;
using static CallEvents.Tests.CrmUpdater.Salesforce.SalesforceHost;

namespace CallEvents.Tests.CrmUpdater.Salesforce;

public sealed class PreparationTests
{
    private static readonly XNamespace Metadata = "http://soap.sforce.com/2006/04/metadata";
    private static readonly string Deployed = Path.Combine(Repository.Root, "deploy", "salesforce");

    [Fact]
    public async Task A_deployed_org_is_prepared_and_names_the_target()
    {
        await using var crm = await StartAsync(isPrepared: false);

        var account = await crm.Crm.PrepareAsync(mayChange: true, CancellationToken.None);

        account.Target.ShouldBe($"salesforce:{StubOrg.Id}");
        account.Notes.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_org_is_asked_for_its_id_when_the_token_does_not_name_it()
    {
        await using var crm = await StartAsync(isPrepared: false);
        crm.Stub.Tokens.HasNoIdentity = true;
        var organization = crm.Org.Add("Organization");

        (await crm.Crm.PrepareAsync(mayChange: true, CancellationToken.None)).Target.ShouldBe($"salesforce:{organization.Id}");
    }

    [Fact]
    public async Task Whatever_is_wrong_with_the_fields_is_one_line()
    {
        await using var crm = await StartAsync(isPrepared: false);
        crm.Org.Fields.Remove("Revont_Workspace__c");
        crm.Org.Fields["Revont_Call_Id__c"] = crm.Org.Fields["Revont_Call_Id__c"] with { IsExternalId = false };
        crm.Org.Fields["Revont_Outcome__c"] = crm.Org.Fields["Revont_Outcome__c"] with { Length = 40 };
        crm.Org.Fields["Revont_Score__c"] = crm.Org.Fields["Revont_Score__c"] with { IsCreateable = false, IsUpdateable = false };

        var reason = (await NotPreparedAsync(crm)).Reason;

        reason.ShouldContain("Revont_Workspace__c is missing");
        reason.ShouldContain("Revont_Call_Id__c is no External ID");
        reason.ShouldContain("Revont_Outcome__c takes 40 characters");
        reason.ShouldContain("Revont_Score__c is read-only");
        reason.ShouldContain("deploy/salesforce");
    }

    [Fact]
    public async Task A_dry_run_lists_missing_fields_and_goes_on()
    {
        await using var crm = await StartAsync(isPrepared: false);
        crm.Org.Fields.Remove("Revont_Workspace__c");

        var account = await crm.Crm.PrepareAsync(mayChange: false, CancellationToken.None);

        account.Notes.ShouldHaveSingleItem().ShouldContain("Revont_Workspace__c");
    }

    [Fact]
    public async Task A_mapping_to_a_missing_or_read_only_field_names_file_and_line()
    {
        MappedProperty[] mapping =
        [
            .. SalesforceProperties.BuiltIn,
            new("Call_Result__c", From: "outcome", Place: "mapping.yaml:7"),
            new("IsClosed", Value: "true", Place: "mapping.yaml:8"),
        ];
        await using var crm = await StartAsync(mapping: mapping, isPrepared: false);

        var reason = (await NotPreparedAsync(crm)).Reason;

        reason.ShouldContain("Call_Result__c (mapping.yaml:7) is missing");
        reason.ShouldContain("IsClosed (mapping.yaml:8) is read-only");
    }

    [Fact]
    public async Task A_field_deleted_while_running_is_not_prepared()
    {
        await using var crm = await StartAsync();
        crm.Org.Fields.Remove("Revont_Outcome__c");

        (await crm.WriteAllAsync(NewCall("call_1"), NewCall("call_2"))).ShouldAllBe(result =>
            result is WriteResult.NotPrepared && ((WriteResult.NotPrepared)result).Reason.Contains("Revont_Outcome__c")
        );

        crm.Org.Fields.Remove("Revont_Call_Id__c");
        (await crm.WriteAsync(NewCall())).ShouldBeOfType<WriteResult.NotPrepared>();
    }

    [Fact]
    public async Task Owners_are_read_page_by_page_without_an_address_in_a_url()
    {
        await using var crm = await StartAsync(isPrepared: false);
        crm.Stub.PageSize = 2;
        var users = Enumerable.Range(0, 7).Select(number => crm.Org.AddUser($"Rep{number}@acme.example")).ToList();
        crm.Org.AddUser("rep6@acme.example", created: "2026-06-01T00:00:00.000+0000");
        crm.Org.AddUser("gone@acme.example", isActive: false);
        await crm.Crm.PrepareAsync(mayChange: true, CancellationToken.None);

        var owners = crm.Resolve<SalesforceUsers>();

        owners.OwnerIdOf(" rep6@ACME.example ").ShouldBe(users[6].Id);
        owners.OwnerIdOf("gone@acme.example").ShouldBeNull();
        crm.Stub.Requests.ShouldAllBe(request => !request.Path.Contains("acme.example"));

        var added = crm.Org.AddUser("new@acme.example");
        await owners.ReadAsync(CancellationToken.None);
        owners.OwnerIdOf("new@acme.example").ShouldBe(added.Id);
    }

    [Fact]
    public void Deployed_fields_are_those_that_preparation_requires()
    {
        var fields = Directory
            .EnumerateFiles(Path.Combine(Deployed, "force-app", "main", "default", "objects", "Activity", "fields"))
            .Select(path => XDocument.Load(path).Root!)
            .ToDictionary(field => field.Element(Metadata + "fullName")!.Value, field => (int?)field.Element(Metadata + "length"));

        fields.ShouldBe(SalesforceProperties.Custom, ignoreOrder: true);
        SalesforceProperties
            .BuiltIn.Select(property => property.Name)
            .Where(name => name.EndsWith("__c", StringComparison.Ordinal))
            .ShouldBe(fields.Keys, ignoreOrder: true);
        XDocument
            .Load(
                Path.Combine(
                    Deployed,
                    "force-app",
                    "main",
                    "default",
                    "objects",
                    "Activity",
                    "fields",
                    $"{SalesforceProperties.Key}.field-meta.xml"
                )
            )
            .Root!.Element(Metadata + "externalId")!
            .Value.ShouldBe("true");
    }

    [Fact]
    public void The_manifest_and_the_permission_set_have_every_field()
    {
        var manifest = XDocument.Load(Path.Combine(Deployed, "package.xml"));
        manifest
            .Descendants(Metadata + "members")
            .Select(member => member.Value)
            .Where(member => member.StartsWith("Activity.", StringComparison.Ordinal))
            .ShouldBe(SalesforceProperties.Custom.Keys.Select(field => $"Activity.{field}"), ignoreOrder: true);

        var permissions = XDocument
            .Load(Path.Combine(Deployed, "force-app", "main", "default", "permissionsets", "Revont_Call_Events.permissionset-meta.xml"))
            .Descendants(Metadata + "fieldPermissions")
            .Where(permission => permission.Element(Metadata + "editable")!.Value == "true")
            .Select(permission => permission.Element(Metadata + "field")!.Value);
        // Task and Event share the fields, and an absent entry for one takes the access away.
        permissions.ShouldBe(
            SalesforceProperties.Custom.Keys.SelectMany(field => new[] { $"Task.{field}", $"Event.{field}" }),
            ignoreOrder: true
        );
    }

    private static async Task<WriteResult.NotPrepared> NotPreparedAsync(SalesforceHost crm)
    {
        var thrown = await Should.ThrowAsync<CrmFailureException>(crm.Crm.PrepareAsync(mayChange: true, CancellationToken.None));
        return thrown.Failure.ShouldBeOfType<WriteResult.NotPrepared>();
    }
}
