using CallEvents.Alerting;
using CallEvents.ServiceDefaults.Hosting;

return await ServiceHost.RunAsync(args, "callevents-alerting", builder => builder.AddAlerting());
