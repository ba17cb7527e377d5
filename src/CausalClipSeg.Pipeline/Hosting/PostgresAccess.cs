using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Certificates;
using CausalClipSeg.Pipeline.Configuration;
using Npgsql;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>
/// How PostgreSQL is reached. Npgsql reads a certificate of ours from its file at each connection, and one that is spoilt or just being written would be a fault of ours in the midst of the
/// work, which ends the service: it is kept as the others are. The server's certificate is judged by Npgsql, as the connection string says.
/// </summary>
internal static class PostgresAccess
{
    public const string Setting = $"{DatabaseOptions.Section}:{nameof(DatabaseOptions.Postgres)}";

    public static PersistenceOptions Of(string connectionString, SiteCertificates certificates)
    {
        var access = new NpgsqlConnectionStringBuilder(connectionString);
        var identity = certificates.Of(Setting, access.SslCertificate is not { Length: > 0 } file ? null
            : new TlsIdentity { CertificateFile = file, KeyFile = access.SslKey ?? Environment.GetEnvironmentVariable("PGSSLKEY"), Password = access.SslPassword });
        if (identity is null)
            return new() { Provider = DatabaseProvider.Postgres, ConnectionString = connectionString };
        foreach (var setting in (string[])["SSL Certificate", "SSL Key", "SSL Password"])
            access.Remove(setting);
        return new()
        {
            Provider = DatabaseProvider.Postgres,
            ConnectionString = access.ConnectionString,
            ConfigureTls = tls => tls.ClientCertificateContext = identity.ClientOptions().ClientCertificateContext,
        };
    }
}
