using CallEvents.CrmUpdater;
using CallEvents.ServiceDefaults.Commands;

return await new ServiceCommandLine(CrmUpdaterProgram.Create()).RunAsync(args);
