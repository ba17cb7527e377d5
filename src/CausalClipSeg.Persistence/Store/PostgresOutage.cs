using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CausalClipSeg.Persistence;

/// <summary>
/// What PostgreSQL, or a pooler before it, says of itself and not of the work: a server that failed over and only reads, a login that was changed, a limit of its administrator's.
/// It passes when somebody has put it right, and what was refused meanwhile is none the worse.
/// </summary>
internal static class PostgresOutage
{
    /// <summary>A server that has become a standby goes on answering, on connections that would stay in the pool.</summary>
    public const string ReadOnly = PostgresErrorCodes.ReadOnlySqlTransaction;

    private const string IsStandby = "only reads, as a standby does: name the primary in Database:Postgres, or every server and \"Target Session Attributes=primary\"";

    /// <summary>idle_session_timeout: whoever takes the connection out of the pool next hears of it.</summary>
    public const string ClosedForBeingIdle = "57P05";

    private const string IdleInTransactionTimeout = "25P03";
    private const string TransactionTimeout = "25P04";

    public static bool Is(NpgsqlException failure) => failure switch
    {
        { IsTransient: true } => true,
        PostgresException said => said.SqlState.StartsWith("08", StringComparison.Ordinal) || Advice(said) is not null,
        NpgsqlOperationInProgressException => false,
        _ => true, // no server has spoken: none of several hosts can be reached or is the primary, TLS or the login was not agreed on
    };

    /// <summary>Nobody is let in before a person has changed something: no reason to wait with a start.</summary>
    public static bool IsRefusal(PostgresException said) => said.SqlState.StartsWith("28", StringComparison.Ordinal) || said.SqlState == PostgresErrorCodes.InsufficientPrivilege;

    /// <returns>A sentence where the server answers and writes nothing; the next connection may then come to the one that is the primary now.</returns>
    public static async Task<string?> OnlyReadsAsync(PipelineDbContext db, CancellationToken cancellationToken)
    {
        if (!db.Database.IsNpgsql() || await db.Database.SqlQueryRaw<string>("""SELECT current_setting('transaction_read_only') AS "Value" """).SingleAsync(cancellationToken) != "on")
            return null;
        NpgsqlConnection.ClearAllPools();
        return $"The Postgres database answers and {IsStandby}.";
    }

    /// <returns>What to do; null where that is not clear from the state, or where it is the work that is wrong.</returns>
    public static string? Advice(PostgresException said) => said.SqlState switch
    {
        ReadOnly => $"it {IsStandby}",
        PostgresErrorCodes.QueryCanceled or IdleInTransactionTimeout or TransactionTimeout or ClosedForBeingIdle =>
            "a time limit of the server has ended it: raise statement_timeout, transaction_timeout or the idle timeouts for our role",
        PostgresErrorCodes.InsufficientPrivilege => "its administrator has to give our role the right to read and write every table, or to own them",
        PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.DatabaseDropped => "restore the database, or correct its name in Database:Postgres",
        PostgresErrorCodes.InvalidSqlStatementName or PostgresErrorCodes.DuplicatePreparedStatement =>
            "a pooler mixes up the prepared statements of its clients: take \"Max Auto Prepare\" out of Database:Postgres",
        ['2', '8', ..] => "it does not let us in: correct user and password in Database:Postgres and start again, or let its administrator see to pg_hba.conf",
        _ => null,
    };
}
