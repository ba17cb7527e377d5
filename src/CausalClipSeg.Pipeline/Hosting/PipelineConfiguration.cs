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
        ["Logging:LogLevel:MassTransit"] = "Warning",
        // Writes down whole addresses, and what is searched for on the worklist may be a patient's identifier.
        ["Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics"] = "Warning",
        // A check that fails is told once, by us, when it begins to.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = "None",
        // Keys lie beside the records they protect; encrypting them with a key that lies there too would protect nothing.
        ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "Error",
        // SQLite rebuilds a table to change it, which no transaction holds.
        ["Logging:LogLevel:Microsoft.EntityFrameworkCore.Migrations"] = "Error",
    };

    /// <summary>The settings' file of the working folder.</summary>
    public static SettingsSource Here(IReadOnlyDictionary<string, string?> settings) => new(Path.GetFullPath("appsettings.json"), settings);

    public static IConfigurationBuilder Add(IConfigurationBuilder configuration, IReadOnlyDictionary<string, string?> settings) => Add(configuration, Here(settings));

    public static IConfigurationBuilder Add(IConfigurationBuilder configuration, SettingsSource source)
    {
        var secrets = Environment.GetEnvironmentVariable(SecretsVariable) ?? MountedSecrets;
        return configuration
            .AddInMemoryCollection(QuietLibraries)
            .AddJsonFile(source.File, optional: true, reloadOnChange: false)
            .AddKeyPerFile(secrets, optional: true)
            .AddEnvironmentVariables()
            .AddInMemoryCollection(source.Overrides);
    }
}
