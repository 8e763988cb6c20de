using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace CallEvents.TestSupport.HubSpot;

/// <summary>A HubSpot portal over HTTP that remembers what is written, and has HubSpot's manners.</summary>
/// <remarks>
/// The manners are those that the documentation, the API description of 2026-09 and recorded answers show; the source stands beside each.
/// What no source tells is marked by the absence of one. It was never compared with a real account.
/// </remarks>
internal sealed partial class HubSpotStub : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Portal portal;
    private readonly FaultTable faults = new();
    private readonly RequestPipeline pipeline;

    private HubSpotStub(WebApplication app, HubSpotStubOptions options)
    {
        this.app = app;
        portal = new(options);
        pipeline = new(portal, faults, Hooks);
    }

    /// <summary>The value for <c>Crm:HubSpot:BaseUrl</c>.</summary>
    public string Url => app.Urls.Single();

    /// <summary>The token that is accepted; another value refuses those who have the old one.</summary>
    public string Token
    {
        get => Read(() => portal.Token);
        set => Read(() => portal.Token = value);
    }

    /// <summary>The target as the adapter names it.</summary>
    public string Target => $"hubspot:{portal.Options.PortalId}";

    public HubSpotManners Manners => portal.Manners;

    public HubSpotLimits Limits => portal.Limits;

    public HubSpotHooks Hooks { get; } = new();

    /// <summary>Every request, the oldest first.</summary>
    public IReadOnlyList<HubSpotRequest> Requests => pipeline.Requests;

    /// <summary>The calls that are not deleted, by <c>revont_call_id</c>.</summary>
    public IReadOnlyDictionary<string, HubSpotRecord> Calls =>
        Read(() =>
            portal
                .Types["calls"]
                .Records.Live.Where(call => call["revont_call_id"] is not null)
                .ToDictionary(call => call["revont_call_id"]!)
        );

    /// <summary>All records of calls, with the deleted ones.</summary>
    public IReadOnlyList<HubSpotRecord> CallRecords => Read(() => portal.Types["calls"].Records.All.ToList());

    /// <summary>The contacts that are not deleted or merged, by their primary address.</summary>
    public IReadOnlyDictionary<string, HubSpotRecord> Contacts =>
        Read(() =>
            portal.Types["contacts"].Records.Live.Where(contact => contact["email"] is not null).ToDictionary(contact => contact["email"]!)
        );

    /// <summary>The properties of calls that are not deleted, by name.</summary>
    public IReadOnlyDictionary<string, HubSpotProperty> CallProperties =>
        Read(() => portal.Types["calls"].Properties.Where(property => !property.Value.IsArchived).ToDictionary());

    /// <summary>Every revision that was written to a call, the oldest first.</summary>
    public IReadOnlyList<RevisionWrite> RevisionWrites => Read(() => portal.Revisions.Writes);

    /// <summary>Writes of a revision that is lower than one written to the same call before.</summary>
    public IReadOnlyList<RevisionWrite> BackwardWrites => Read(() => portal.Revisions.Backwards);

    public static async Task<HubSpotStub> StartAsync(HubSpotStubOptions? options = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.Listen(IPAddress.Loopback, 0);
                kestrel.Limits.MaxRequestBodySize = null;
            });
        var stub = new HubSpotStub(builder.Build(), options ?? new());
        stub.app.Run(stub.pipeline.HandleAsync);
        await stub.app.StartAsync();
        return stub;
    }

    /// <summary>Switches a fault on.</summary>
    /// <param name="kind">What happens.</param>
    /// <param name="when">The requests it meets; all where it is left out. Called by one request at a time.</param>
    /// <param name="times">How many requests; without end where it is left out.</param>
    /// <param name="afterWrite">Whether the request is handled before, so that only its answer is lost.</param>
    public HubSpotFault Fail(FaultKind kind, Func<HubSpotRequest, bool>? when = null, int? times = null, bool afterWrite = false) =>
        faults.Add(new(kind, when ?? (_ => true), times, afterWrite));

    /// <summary>The records that a call is linked to.</summary>
    /// <param name="call">The call's key.</param>
    public HubSpotLinks LinksOf(string call) =>
        Read(() =>
        {
            var record = portal.Types["calls"].Records.FindBy("revont_call_id", call);
            return new HubSpotLinks(Of("contacts"), Of("companies"), Of("deals"));
            IReadOnlyList<string> Of(string type) =>
                record is null ? [] : [.. portal.Links.Of(new("calls", record.Id), type).Select(link => link.Id)];
        });

    public async ValueTask DisposeAsync()
    {
        faults.Release();
        await app.DisposeAsync();
    }

    private T Read<T>(Func<T> read)
    {
        lock (portal.Gate)
            return read();
    }
}
