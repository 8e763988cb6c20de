using CallEvents.Alerting;
using CallEvents.ServiceDefaults.Commands;
using CallEvents.ServiceDefaults.Hosting;

ProcessCulture.UseInvariant();
return await new ServiceCommandLine(AlertingProgram.Create()).RunAsync(args);
