using CallEvents.CrmUpdater;
using CallEvents.CrmUpdater.Crm;
using CallEvents.CrmUpdater.State;
using CallEvents.Tests.ServiceDefaults.Hosting;
using CallEvents.TestSupport;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CallEvents.Tests.CrmUpdater;

/// <summary>Hosts the CRM updater with a test CRM, or with its own adapter if none is given.</summary>
internal static class CrmHost
{
    public const string Queue = "crm-log-call";

    public static Task<ConsumerHost> StartAsync(
        ICrm? crm,
        string? state = null,
        TimeProvider? time = null,
        Action<IConfigurationBuilder>? configure = null
    ) =>
        ConsumerHost.StartAsync(
            Queue,
            builder =>
            {
                configure?.Invoke(builder.Configuration);
                builder.AddCrmUpdater();
                builder.Services.AddSingleton(time ?? TimeProvider.System);
                if (crm is not null)
                    builder.Services.AddKeyedSingleton(CrmAdapters.Chosen, crm);
            },
            state
        );

    public static async Task<CrmRecord?> StateOfAsync(this ConsumerHost host, string callId)
    {
        await using var state = await host.Resolve<IDbContextFactory<CrmDbContext>>().CreateDbContextAsync();
        return await state.Records.AsNoTracking().SingleOrDefaultAsync(call => call.CallId == callId);
    }

    /// <summary>The number of messages that were written or skipped.</summary>
    public static long Handled(this ConsumerHost host) =>
        host.Resolve<CrmUpdaterStatus>().Handled + host.Resolve<CrmUpdaterStatus>().Skipped;

    /// <summary>Publishes a message and waits until it was handled.</summary>
    public static async Task HandleAsync(this ConsumerHost host, object message)
    {
        var handled = host.Handled();
        await host.PublishAsync(message);
        await Eventually.Be(() => host.Handled() > handled);
    }
}
