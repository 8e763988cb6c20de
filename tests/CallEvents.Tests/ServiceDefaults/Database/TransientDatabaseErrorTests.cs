using CallEvents.ServiceDefaults.Database;
using CallEvents.ServiceDefaults.Tls;
using Npgsql;

namespace CallEvents.Tests.ServiceDefaults.Database;

public sealed class TransientDatabaseErrorTests
{
    [Fact]
    public void A_rejected_database_certificate_is_an_outage_with_its_reason()
    {
        const string reason = "ConnectionStrings:Ledger: db: the database's certificate has expired";
        var handshake = new NpgsqlException("Exception while performing SSL handshake", new CertificateRejectedException(reason));

        TransientDatabaseError.Describe(new InvalidOperationException("An exception has been raised", handshake)).ShouldBe(reason);
    }

    [Fact]
    public void A_bug_is_not_an_outage() => TransientDatabaseError.Describe(new InvalidOperationException("a bug")).ShouldBeNull();
}
