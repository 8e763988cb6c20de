using CallEvents.Poller;
using CallEvents.ServiceDefaults.Hosting;

return await ServiceHost.RunAsync(args, "callevents-poller", builder => builder.AddPoller());
