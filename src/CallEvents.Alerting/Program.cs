using CallEvents.Alerting;
using CallEvents.ServiceDefaults;

return await Service.RunAsync(args, "callevents-alerting", builder => builder.AddAlerting());
