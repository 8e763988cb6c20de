using CallEvents.Local;

return await LocalCommand.RunAsync(args);
