using CallEvents.CrmUpdater;
using CallEvents.ServiceDefaults.Hosting;

return await ServiceHost.RunAsync(args, "callevents-crm-updater", builder => builder.AddCrmUpdater());
