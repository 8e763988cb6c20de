using CallEvents.Alerting;
using CallEvents.ServiceDefaults.Hosting;

return await Service.RunAsync(args, "callevents-alerting", builder => builder.AddAlerting());
