namespace CallEvents.ServiceDefaults.Database;

/// <summary>Which database a connection string means.</summary>
public enum DatabaseKind
{
    /// <summary>One file, one writer at a time, one machine.</summary>
    Sqlite,

    /// <summary>A server: for replicas, on any number of machines.</summary>
    PostgreSql,
}
