using CallEvents.Poller;
using CallEvents.ServiceDefaults.Hosting;

return await Service.RunAsync(args, "callevents-poller", builder => builder.AddPoller());
