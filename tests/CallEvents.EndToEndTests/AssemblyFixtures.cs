using CallEvents.EndToEndTests.Infrastructure;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(RabbitMqServer))]
[assembly: AssemblyFixture(typeof(PostgreSqlServer))]

// Most tests wait, so more of them run at the same time than there are processors. Classes that stop a server have one of their own.
[assembly: Parallelization(MaxThreads = 4)]
