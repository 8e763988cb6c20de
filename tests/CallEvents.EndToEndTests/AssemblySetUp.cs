using CallEvents.EndToEndTests.Infrastructure;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(RabbitMqServer))]
[assembly: AssemblyFixture(typeof(PostgreSqlServer))]

// Some tests stop the broker that all of them use.
[assembly: Parallelization(Mode = ParallelMode.None)]
