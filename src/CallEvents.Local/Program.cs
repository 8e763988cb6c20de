using CallEvents.Local;
using CallEvents.ServiceDefaults.Hosting;

ProcessCulture.UseInvariant();
return await LocalCommand.RunAsync(args);
