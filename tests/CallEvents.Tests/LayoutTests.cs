namespace CallEvents.Tests;

public sealed class LayoutTests
{
    [Fact]
    public void The_contracts_depend_on_nothing() =>
        typeof(Contracts.Call).Assembly.GetReferencedAssemblies().ShouldAllBe(reference => reference.Name == "netstandard");
}
