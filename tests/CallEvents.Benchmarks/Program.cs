using System.CommandLine;
using CallEvents.Benchmarks.Api;
using CallEvents.Benchmarks.Bare;
using CallEvents.Benchmarks.Growth;
using CallEvents.Benchmarks.Race;

var root = new RootCommand("Measures CallEvents. See the README beside this project.") { RaceCommand.Create(), LedgerCommand.Create(), StubCommand.Create(), BareCommand.Create() };
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
