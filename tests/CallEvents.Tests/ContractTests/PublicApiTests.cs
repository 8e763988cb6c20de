using CallEvents.TestSupport;
using PublicApiGenerator;

namespace CallEvents.Tests.ContractTests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_API_matches_the_approved_one() =>
        typeof(CallEvents.Contracts.Call)
            .Assembly.GeneratePublicApi(new() { IncludeAssemblyAttributes = false })
            .ShouldBeApproved(Path.Combine(Repository.Root, "tests", "CallEvents.Tests", "ContractTests", "Approved", "PublicApi.txt"));
}
