using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class MigrationCompatibilityTests
{
    public static TheoryData<MigrationOperation, bool> Operations =>
        new()
        {
            {
                new CreateTableOperation { Name = "new" },
                true
            },
            {
                new CreateIndexOperation
                {
                    Name = "new",
                    Table = "calls",
                    Columns = ["new"],
                },
                true
            },
            {
                new CreateIndexOperation
                {
                    Name = "new",
                    Table = "calls",
                    Columns = ["new"],
                    IsUnique = true,
                },
                false
            },
            {
                new AddColumnOperation
                {
                    Name = "new",
                    Table = "calls",
                    IsNullable = true,
                },
                true
            },
            {
                new AddColumnOperation
                {
                    Name = "new",
                    Table = "calls",
                    DefaultValue = 1,
                },
                true
            },
            {
                new AddColumnOperation { Name = "new", Table = "calls" },
                false
            },
            {
                new DropColumnOperation { Name = "old", Table = "calls" },
                false
            },
            {
                new RenameColumnOperation
                {
                    Name = "old",
                    NewName = "new",
                    Table = "calls",
                },
                false
            },
            {
                new AlterColumnOperation { Name = "old", Table = "calls" },
                false
            },
            {
                new DropTableOperation { Name = "old" },
                false
            },
        };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Operations))]
    public void Only_additive_operations_are_compatible_with_the_previous_version(MigrationOperation operation, bool isCompatible) =>
        MigrationCompatibility.FindBreaking([operation]).Any().ShouldBe(!isCompatible);
}
