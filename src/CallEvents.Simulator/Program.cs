using CallEvents.ServiceDefaults.Hosting;
using CallEvents.Simulator;

return HealthCommand.IsAsked(args) ? await HealthCommand.RunAsync(args) : await SimulatorCommand.RunAsync(args);
