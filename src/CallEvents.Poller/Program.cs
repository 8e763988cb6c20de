using CallEvents.Poller;
using CallEvents.ServiceDefaults;

return await Service.RunAsync(args, "callevents-poller", builder => builder.AddPoller());
