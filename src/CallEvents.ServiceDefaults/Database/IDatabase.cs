namespace CallEvents.ServiceDefaults.Database;

/// <summary>A database that a service depends on, whatever its context.</summary>
internal interface IDatabase
{
    /// <summary>Applies what migrations are missing; after the first time in a process it does nothing.</summary>
    /// <exception cref="DatabaseUnusableException">It cannot be opened or migrated.</exception>
    Task EnsureCurrentAsync(CancellationToken cancellationToken);
}
