using CallEvents.Simulator;

return await SimulatorCommand.RunAsync(args);
