namespace CallEvents.ServiceDefaults.Database;

/// <summary>The kind of database of a connection string.</summary>
public enum DatabaseKind
{
    /// <summary>One file, one writer at a time, one machine.</summary>
    Sqlite,

    /// <summary>A server: for replicas, on any number of machines.</summary>
    PostgreSql,
}
