using CausalClipSeg.Pipeline.Configuration;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>Where the settings of this process came from, so that they can be read again.</summary>
/// <param name="File">The appsettings.json.</param>
/// <param name="Overrides">What the command line said.</param>
/// <param name="Secrets">The folder with a file for each secret, if there is to be one.</param>
internal sealed record SettingsSource(string File, IReadOnlyDictionary<string, string?> Overrides, SecretFolder? Secrets = null)
{
    /// <summary>How the files looked before they were read.</summary>
    public string AsRead { get; private init; } = "";

    public bool WasThere { get; private init; }

    /// <summary>What is written after this is a change, however long the service takes to start.</summary>
    public SettingsSource BeforeReading() => this with { AsRead = Seen(), WasThere = System.IO.File.Exists(File) };

    public string Seen() => FilesSeen.Of(() => [File, .. FilesSeen.In(Secrets?.Folder, "*")]);
}

/// <summary>
/// Looks every second whether the settings' file, a secret or a page of the site's lexicon has changed, and takes over what may change while the service runs: rules,
/// lexicon and destinations with their tokens. It looks instead of being told, since mounted volumes tell nothing. A change that is wrong is said in the log and changes nothing.
/// </summary>
internal sealed partial class SettingsWatch(
    SettingsSource source, IConfiguration configuration, IOptions<ReferringOptions> referring, TimeProvider clock, ILogger<SettingsWatch> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private string _atStart = "";

    /// <summary>Before the start has come to its end, since whoever sees the service run may write at once.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _atStart = $"{source.AsRead}\n{Pages()}";
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        var (known, wasThere) = (_atStart, source.WasThere);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            var now = State();
            // Twice the same: whoever writes has come to an end.
            if (now == known || now != await LaterAsync(stoppingToken).ConfigureAwait(false))
                continue;
            known = now;
            wasThere |= File.Exists(source.File);
            TakeOver(wasThere);
        }
    }

    private async Task<string> LaterAsync(CancellationToken cancellation)
    {
        await Task.Delay(Pace / 4, clock, cancellation).ConfigureAwait(false);
        return State();
    }

    /// <summary>A file that is gone is somebody's slip or the middle of a replacement; the settings without it are nobody's wish.</summary>
    private void TakeOver(bool wasThere)
    {
        if (wasThere && !File.Exists(source.File))
        {
            Wrong($"{source.File} is gone.");
            return;
        }
        try
        {
            var problems = ConfigurationCheck.Problems(PipelineConfiguration.Add(new ConfigurationBuilder(), source).Build());
            foreach (var problem in problems)
                Wrong(problem);
            if (problems.Count > 0)
                return;
            (configuration as IConfigurationRoot)?.Reload();
            Taken();
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException) // whatever a person writes into a file, the service that runs goes on
        {
            Wrong(wrong.Message);
        }
    }

    private string State() => $"{source.Seen()}\n{Pages()}";

    private string Pages() => FilesSeen.Of(() => FilesSeen.In(referring.Value.Lexicon, "*.lexicon"));

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "The settings have changed: their rules, lexicon and destinations are in force; what else they say counts from the next start")]
    private partial void Taken();

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "The changed settings are wrong, and those before them stay in force: {Problem}")]
    private partial void Wrong(string problem);
}
