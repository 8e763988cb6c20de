using CallEvents.Simulator;

return HealthCommand.IsRequested(args) ? await HealthCommand.RunAsync(args) : await SimulatorCommand.RunAsync(args);
