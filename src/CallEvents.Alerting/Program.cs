using CallEvents.Alerting;
using CallEvents.ServiceDefaults.Commands;

return await new ServiceCommandLine(AlertingProgram.Create()).RunAsync(args);
