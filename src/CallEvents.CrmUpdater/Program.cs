using CallEvents.CrmUpdater;
using CallEvents.ServiceDefaults.Hosting;

return await Service.RunAsync(args, "callevents-crm-updater", builder => builder.AddCrmUpdater());
