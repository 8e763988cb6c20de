using CallEvents.Contracts;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.Mapping;
using CallEvents.CrmUpdater.Salesforce;
using CallEvents.TestSupport.Salesforce;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallEvents.Tests.CrmUpdater.Salesforce;

/// <summary>The Salesforce adapter beside a stub of the org, prepared.</summary>
internal sealed class SalesforceHost : IAsyncDisposable
{
    public static readonly DateTimeOffset At = new(2026, 11, 20, 23, 30, 0, TimeSpan.Zero);

    private readonly IHost host;

    private SalesforceHost(SalesforceStub stub, IHost host)
    {
        Stub = stub;
        this.host = host;
    }

    public SalesforceStub Stub { get; }

    public StubOrg Org => Stub.Org;

    public SalesforceCrm Crm => Resolve<SalesforceCrm>();

    public T Resolve<T>()
        where T : notnull => host.Services.GetRequiredService<T>();

    public static async Task<SalesforceHost> StartAsync(
        Action<CrmOptions>? crm = null,
        IReadOnlyList<MappedProperty>? mapping = null,
        string timeZone = "UTC",
        bool isPrepared = true
    )
    {
        var stub = await SalesforceStub.StartAsync();
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Crm:Adapter"] = "salesforce",
                ["Crm:Salesforce:LoginUrl"] = stub.Address.AbsoluteUri,
                ["Crm:Salesforce:ClientId"] = SalesforceStub.ClientId,
                ["Crm:Salesforce:ClientSecret"] = SalesforceStub.ClientSecret,
                ["Crm:Salesforce:TimeZone"] = timeZone,
            }
        );
        builder.Services.AddMetrics().AddSingleton(TimeProvider.System).AddSingleton<CrmRequestMetrics>();
        builder.Services.AddOptions<CrmOptions>().Configure(options => options.RequestsPerSecond = 1_000);
        if (crm is not null)
            builder.Services.Configure(crm);
        builder.Services.AddSingleton<IMappedProperties>(new FixedProperties(mapping ?? SalesforceProperties.BuiltIn));
        builder.AddSalesforce();
        var started = new SalesforceHost(stub, builder.Build());
        if (isPrepared)
            await started.Crm.PrepareAsync(mayChange: true, CancellationToken.None);
        return started;
    }

    public async Task<WriteResult> WriteAsync(CallWrite call) => (await WriteAllAsync(call)).Single();

    public Task<IReadOnlyList<WriteResult>> WriteAllAsync(params CallWrite[] calls) =>
        Crm.UpsertCallsAsync(new CallBatch(calls, () => { }), CancellationToken.None);

    /// <summary>Writes a call that must succeed.</summary>
    public async Task<WriteResult.Written> WrittenAsync(CallWrite call) => (await WriteAsync(call)).ShouldBeOfType<WriteResult.Written>();

    /// <summary>A call with all its fields, as the core builds it.</summary>
    public static CallWrite NewCall(string id = "call_1", string? email = null, string? outcome = "won", long revision = 10) =>
        new()
        {
            Key = id,
            Workspace = "acme",
            Origin = "live",
            Call = new Call
            {
                Id = id,
                CreatedAt = At,
                ProspectEmail = email,
                Outcome = outcome,
            },
            FieldsRevision = revision,
            Properties = new Dictionary<string, object?>
            {
                ["Revont_Call_Id__c"] = id,
                ["Revont_Workspace__c"] = "acme",
                ["ActivityDate"] = At,
                ["CallDurationInSeconds"] = 61.5,
                ["CallDisposition"] = outcome,
                ["Revont_Outcome__c"] = outcome,
                ["Revont_Score__c"] = 87.5,
                ["Subject"] = $"Revont call: {outcome}",
                ["TaskSubtype"] = "Call",
                ["Status"] = "Completed",
                ["Revont_Transcript__c"] = "pending",
                ["Revont_Fields_Revision__c"] = revision,
            },
        };

    public async ValueTask DisposeAsync()
    {
        host.Dispose();
        await Stub.DisposeAsync();
    }
}

/// <summary>Changes of a call between two writes.</summary>
internal static class CallWriteExtensions
{
    public static CallWrite With(this CallWrite call, string property, object? value) =>
        call with
        {
            Properties = new Dictionary<string, object?>(call.Properties) { [property] = value },
        };

    /// <summary>The same call, as the state knows it after a write.</summary>
    public static CallWrite After(this CallWrite call, WriteResult.Written written) =>
        call with
        {
            RecordId = written.RecordId,
            Links = written.Links,
        };
}
