using CallEvents.Contracts;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.HubSpot;
using CallEvents.CrmUpdater.Mapping;
using CallEvents.TestSupport.HubSpot;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallEvents.Tests.CrmUpdater.HubSpot;

/// <summary>The HubSpot adapter as the service registers it, against a stub.</summary>
internal sealed class HubSpotAdapter : IAsyncDisposable
{
    private readonly ServiceProvider services;

    public HubSpotAdapter(
        HubSpotStub stub,
        Action<CrmOptions>? configure = null,
        IReadOnlyList<MappedProperty>? mapping = null,
        bool provision = true,
        TimeProvider? time = null
    )
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Crm:Adapter"] = "hubspot",
                ["Crm:HubSpot:AccessToken"] = stub.Token,
                ["Crm:HubSpot:BaseUrl"] = stub.Url,
                ["Crm:HubSpot:Provision"] = provision ? "true" : "false",
            }
        );
        builder.Services.AddOptions<CrmOptions>().Configure(options => options.RequestsPerSecond = 1_000);
        if (configure is not null)
            builder.Services.Configure(configure);
        builder.Services.AddMetrics();
        builder.Services.AddLogging(logging => logging.AddProvider(Logs).SetMinimumLevel(LogLevel.Trace));
        if (time is not null)
            builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<IMappedProperties>(new FixedProperties(mapping ?? HubSpotProperties.BuiltIn));
        builder.AddHubSpot();
        services = builder.Services.BuildServiceProvider();
    }

    public CapturedLogs Logs { get; } = new();

    public ICrm Crm => services.GetRequiredService<HubSpotCrm>();

    public HubSpotOwners Owners => services.GetRequiredService<HubSpotOwners>();

    public HubSpotLimiter Limiter => services.GetRequiredService<HubSpotLimiter>();

    public static async Task<HubSpotAdapter> PreparedAsync(HubSpotStub stub, Action<CrmOptions>? configure = null)
    {
        var adapter = new HubSpotAdapter(stub, configure);
        await adapter.Crm.PrepareAsync(mayChange: true, CancellationToken.None);
        return adapter;
    }

    public Task<IReadOnlyList<WriteResult>> WriteAsync(params CallWrite[] calls) => WriteAsync(() => { }, calls);

    public Task<IReadOnlyList<WriteResult>> WriteAsync(Action ensureFresh, params CallWrite[] calls) =>
        Crm.UpsertCallsAsync(new CallBatch(calls, ensureFresh), CancellationToken.None);

    public async Task<WriteResult.Written> WrittenAsync(CallWrite call) =>
        (await WriteAsync(call)).ShouldHaveSingleItem().ShouldBeOfType<WriteResult.Written>();

    public ValueTask DisposeAsync() => services.DisposeAsync();

    /// <summary>A call that HubSpot does not know yet.</summary>
    public static CallWrite New(string id, string? email = null, string? outcome = "won", long revision = 10) =>
        new()
        {
            Key = id,
            Workspace = "main",
            Origin = "live",
            Call = new Call
            {
                Id = id,
                CreatedAt = new DateTimeOffset(2026, 11, 3, 9, 30, 0, TimeSpan.Zero),
                ProspectEmail = email,
                Outcome = outcome,
            },
            FieldsRevision = revision,
            Properties = new Dictionary<string, object?>
            {
                ["revont_call_id"] = id,
                ["revont_workspace"] = "main",
                ["hs_timestamp"] = new DateTimeOffset(2026, 11, 3, 9, 30, 0, TimeSpan.Zero),
                ["hs_call_duration"] = 1_842_500L,
                ["hs_call_status"] = "COMPLETED",
                ["revont_coaching_score"] = 81.5,
                ["revont_outcome"] = outcome,
                ["revont_fields_revision"] = revision,
            },
        };

    /// <summary>A later revision of a call that was written.</summary>
    public static CallWrite Later(CallWrite call, WriteResult.Written written, string? email, string? outcome, long revision) =>
        New(call.Key, email, outcome, revision) with
        {
            RecordId = written.RecordId,
            Links = written.Links,
        };
}
