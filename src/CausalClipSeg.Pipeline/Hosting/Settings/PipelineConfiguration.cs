using System.Text.Json;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>Where settings come from; each place overrides the one before it.</summary>
internal static class PipelineConfiguration
{
    /// <summary>Names the folder of secrets: one file for each setting, named like it (Database__Postgres), as container platforms mount them.</summary>
    public const string SecretsVariable = "CAUSALCLIPSEG_SECRETS";

    private const string MountedSecrets = "/run/secrets";

    /// <summary>What the libraries beneath us say below a warning is for their own developers.</summary>
    private static readonly Dictionary<string, string?> QuietLibraries = new()
    {
        ["Logging:LogLevel:Microsoft"] = "Warning",
        // What fails there is thrown to us, who know whether it matters: a lost race does not.
        ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Critical",
        ["Logging:LogLevel:System"] = "Warning",
        // A broker that is away is told once, by the health checks, and not with each try. What becomes of messages is told all the same.
        ["Logging:LogLevel:MassTransit"] = "Error",
        ["Logging:LogLevel:MassTransit.Messages"] = "Warning",
        // Writes down whole addresses, and what is searched for on the worklist may be a patient's identifier.
        ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "Warning",
        // A check that fails is told once, by us, when it begins to.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
        // Keys lie beside the records they protect; encrypting them with a key that lies there too would protect nothing.
        ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "Error",
        // Who is refused stands in the audit trail.
        ["Logging:LogLevel:CausalClipSeg.Pipeline.Pages.AccessHandler"] = "Warning",
        // SQLite rebuilds a table to change it, which no transaction holds.
        ["Logging:LogLevel:Microsoft.EntityFrameworkCore.Migrations"] = "Error",
    };

    /// <summary>The settings' file of the working folder, and the secrets of this process.</summary>
    /// <exception cref="InvalidDataException">The folder of secrets is named by nothing.</exception>
    public static SettingsSource Here(IReadOnlyDictionary<string, string?> settings) => new(Path.GetFullPath("appsettings.json"), settings, Secrets());

    public static IConfigurationBuilder Add(IConfigurationBuilder configuration, IReadOnlyDictionary<string, string?> settings) => Add(configuration, Here(settings));

    /// <exception cref="InvalidDataException">A file or the folder of secrets cannot be read; the message says which and why.</exception>
    public static IConfigurationBuilder Add(IConfigurationBuilder configuration, SettingsSource source)
    {
        configuration.AddInMemoryCollection(QuietLibraries).AddJsonFile(file =>
        {
            file.Path = source.File;
            file.Optional = true;
            file.ResolveFileProvider();
            file.OnLoadException = failed => throw Unreadable(source.File, failed.Exception.GetBaseException());
        });
        if (source.Secrets is { } secrets)
            configuration.Add(secrets);
        return configuration.AddEnvironmentVariables().AddInMemoryCollection(source.Overrides);
    }

    /// <summary>A folder that somebody named has to be there: without its secrets another, empty service would start.</summary>
    private static SecretFolder Secrets() => Environment.GetEnvironmentVariable(SecretsVariable) switch
    {
        null => new SecretFolder(MountedSecrets, MustExist: false),
        "" => throw new InvalidDataException($"{SecretsVariable} is set and empty. Give it the folder of secrets, or unset it."),
        var folder => new SecretFolder(Path.GetFullPath(folder), MustExist: true),
    };

    private static InvalidDataException Unreadable(string file, Exception cause)
    {
        var line = cause is JsonException { LineNumber: { } number } ? $", line {number + 1}" : "";
        var reason = cause.Message.Split(" LineNumber:")[0];
        return new InvalidDataException($"{file} cannot be read as settings{line}: {reason} Write {{ \"Section\": {{ \"Key\": \"value\" }} }}; deploy/appsettings.json shows every setting.", cause);
    }
}
