using System.CommandLine;
using CallEvents.Benchmarks.Alerting;
using CallEvents.Benchmarks.Api;
using CallEvents.Benchmarks.Baseline;
using CallEvents.Benchmarks.Judging;
using CallEvents.Benchmarks.LedgerSize;
using CallEvents.Benchmarks.Throughput;

var root = new RootCommand("Measures CallEvents. See the README beside this project.")
{
    ThroughputCommand.Create(),
    LedgerSizeCommand.Create(),
    JudgingCommand.Create(),
    AlertingCommand.Create(),
    StubCommand.Create(),
    BaselineCommand.Create(),
};
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
