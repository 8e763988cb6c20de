using CallEvents.TestSupport;
using PublicApiGenerator;

namespace CallEvents.Tests.ContractTests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_approved_one() =>
        typeof(CallEvents.Contracts.Call).Assembly
            .GeneratePublicApi(new() { IncludeAssemblyAttributes = false })
            .ShouldBeApproved(Path.Combine(Repository.Root, "tests", "CallEvents.Tests", "Contracts", "Approved", "PublicApi.txt"));
}
