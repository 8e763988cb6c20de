using CallEvents.CrmUpdater;
using CallEvents.ServiceDefaults;

return await Service.RunAsync(args, "callevents-crm-updater", builder => builder.AddCrmUpdater());
