using CallEvents.TestSupport.HubSpot;
using Microsoft.Extensions.Time.Testing;

namespace CallEvents.Tests.CrmUpdater.HubSpot;

/// <summary>Tests of the stub of HubSpot by plain requests, with its properties created.</summary>
public abstract class PortalTests : IAsyncLifetime
{
    private protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 2, 14, 59, 0, TimeSpan.Zero));

    private protected HubSpotStub HubSpot { get; private set; } = null!;

    private protected PortalClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        HubSpot = await HubSpotStub.StartAsync(new() { Clock = Clock });
        Client = new(HubSpot);
        await Client.ProvisionAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await HubSpot.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
