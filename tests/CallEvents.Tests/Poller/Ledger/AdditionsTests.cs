using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class AdditionsTests
{
    public static TheoryData<MigrationOperation, bool> Operations => new()
    {
        { new CreateTableOperation { Name = "new" }, true },
        { new CreateIndexOperation { Name = "new", Table = "calls", Columns = ["new"] }, true },
        { new CreateIndexOperation { Name = "new", Table = "calls", Columns = ["new"], IsUnique = true }, false },
        { new AddColumnOperation { Name = "new", Table = "calls", IsNullable = true }, true },
        { new AddColumnOperation { Name = "new", Table = "calls", DefaultValue = 1 }, true },
        { new AddColumnOperation { Name = "new", Table = "calls" }, false },
        { new DropColumnOperation { Name = "old", Table = "calls" }, false },
        { new RenameColumnOperation { Name = "old", NewName = "new", Table = "calls" }, false },
        { new AlterColumnOperation { Name = "old", Table = "calls" }, false },
        { new DropTableOperation { Name = "old" }, false },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Operations))]
    public void A_replica_of_the_version_before_survives_what_only_adds(MigrationOperation operation, bool survives) =>
        Additions.Refuse([operation]).Any().ShouldBe(!survives);
}
