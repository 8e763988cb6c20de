using CallEvents.Poller.Ledger;
using CallEvents.ServiceDefaults.Tls;
using Npgsql;

namespace CallEvents.Tests.Poller.Ledger;

public sealed class LedgerAwayTests
{
    [Fact]
    public void A_database_whose_certificate_is_refused_while_we_run_is_an_outage_told_by_its_reason() =>
        TransientDatabaseError.Describe(new InvalidOperationException("An exception has been raised", new NpgsqlException(
            "Exception while performing SSL handshake", new CertificateRejectedException("ConnectionStrings:Ledger: db: the database's certificate has expired"))))
            .ShouldBe("ConnectionStrings:Ledger: db: the database's certificate has expired");

    [Fact]
    public void A_fault_of_ours_is_no_outage() => TransientDatabaseError.Describe(new InvalidOperationException("a bug")).ShouldBeNull();
}
