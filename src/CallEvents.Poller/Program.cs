using CallEvents.Poller.Commands;

return await new PollerCommandLine().RunAsync(args);
