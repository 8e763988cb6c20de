using CallEvents.EndToEndTests.Infrastructure;
using Xunit.Sdk;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(RabbitMqServer))]
[assembly: AssemblyFixture(typeof(PostgreSqlServer))]

// All tests share one broker, and some of them stop it.
[assembly: Parallelization(Mode = ParallelMode.None)]
