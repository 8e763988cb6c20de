using CallEvents.CrmUpdater.Commands;
using CallEvents.CrmUpdater.Commands.Previewing;
using CallEvents.CrmUpdater.LogCall;
using CallEvents.ServiceDefaults.Bus;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.ServiceDefaults.Redrive;

namespace CallEvents.CrmUpdater;

/// <summary>The CRM updater's program: the service and all its commands.</summary>
internal static class CrmUpdaterProgram
{
    public static ServiceProgram Create() =>
        new()
        {
            Name = "callevents-crm-updater",
            Description =
                "Writes every call and its transcript to a CRM. Each command finds broker, CRM and state by the settings of the service, "
                + "and accepts settings itself, such as --Crm:Adapter=none.",
            Noun = "CRM updater",
            ExampleSetting = "--Crm:Adapter=none",
            DatabaseKey = "ConnectionStrings:State",
            Configure = builder => builder.AddCrmUpdater(),
            ConfigureCommands = ConfigureCommands,
            CreateCommands = () =>
                [new CheckCommand(), new PreviewCommand(), new RedriveCommand(services => services.QueueOf<LogCallConsumer>())],
        };

    private static void ConfigureCommands(IHostApplicationBuilder builder)
    {
        builder.AddCrmUpdater();
        builder.AddBrokerProbe();
        builder.Services.AddSingleton<PreviewedRequests>();
        builder.Services.ConfigureHttpClientDefaults(client =>
            client.AddHttpMessageHandler(services => new PreviewHandler(services.GetRequiredService<PreviewedRequests>()))
        );
    }
}
