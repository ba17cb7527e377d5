using System.Data.Common;
using System.Net.Security;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace CausalClipSeg.Persistence;

/// <summary>Has what is set of TLS before each connection to PostgreSQL set there; a data source that knew it itself would not be among the pools that are cleared after a failover.</summary>
internal sealed class PostgresTls(Action<SslClientAuthenticationOptions> configure) : DbConnectionInterceptor
{
    public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
    {
        Apply(connection);
        return result;
    }

    public override ValueTask<InterceptionResult> ConnectionOpeningAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        Apply(connection);
        return ValueTask.FromResult(result);
    }

    private void Apply(DbConnection connection) => ((NpgsqlConnection)connection).SslClientAuthenticationOptionsCallback = configure;
}
