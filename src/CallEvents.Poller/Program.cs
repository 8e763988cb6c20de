using CallEvents.Poller;
using CallEvents.ServiceDefaults.Commands;

return await new ServiceCommandLine(PollerProgram.Create()).RunAsync(args);
