namespace CallEvents.Tests.ContractTests;

public sealed class DependencyTests
{
    [Fact]
    public void The_contracts_depend_on_nothing() =>
        typeof(Contracts.Call).Assembly.GetReferencedAssemblies().ShouldAllBe(reference => reference.Name == "netstandard");
}
