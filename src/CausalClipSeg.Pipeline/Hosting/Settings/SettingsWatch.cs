using CausalClipSeg.Pipeline.Configuration;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Hosting;

/// <summary>Where the settings of this process came from, so that they can be read again.</summary>
/// <param name="File">The appsettings.json.</param>
/// <param name="Overrides">What the command line said.</param>
internal sealed record SettingsSource(string File, IReadOnlyDictionary<string, string?> Overrides);

/// <summary>
/// Looks every second whether the settings' file or a page of the site's lexicon has changed, and takes over what may change while the service runs: rules,
/// lexicon and destinations. It looks instead of being told, since mounted volumes tell nothing. A change that is wrong is said in the log and changes nothing.
/// </summary>
internal sealed partial class SettingsWatch(
    SettingsSource source, IConfiguration configuration, IOptions<ReferringOptions> referring, TimeProvider clock, ILogger<SettingsWatch> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        var known = State();
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            var now = State();
            // Twice the same: whoever writes has come to an end.
            if (now == known || now != await LaterAsync(stoppingToken).ConfigureAwait(false))
                continue;
            known = now;
            TakeOver();
        }
    }

    private async Task<string> LaterAsync(CancellationToken cancellation)
    {
        await Task.Delay(Pace / 4, clock, cancellation).ConfigureAwait(false);
        return State();
    }

    /// <summary>A file that is gone is somebody's slip or the middle of a replacement; the settings without it are nobody's wish.</summary>
    private void TakeOver()
    {
        if (!File.Exists(source.File))
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
            Taken(source.File);
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException) // whatever a person writes into a file, the service that runs goes on
        {
            Wrong(wrong.Message);
        }
    }

    /// <summary>Name, time and size of every file that is read.</summary>
    private string State() =>
        string.Join('\n', Pages().Prepend(source.File).Select(file => new FileInfo(file) is { Exists: true } there ? $"{file} {there.LastWriteTimeUtc.Ticks} {there.Length}" : file));

    /// <summary>A folder that is away for a while is no change and no end of the service.</summary>
    private IEnumerable<string> Pages()
    {
        try
        {
            return referring.Value.Lexicon is { Length: > 0 } folder && Directory.Exists(folder) ? Directory.GetFiles(folder, "*.lexicon").Order(StringComparer.Ordinal) : [];
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException or OptionsValidationException)
        {
            return [away.Message];
        }
    }

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "{File} has changed: its rules, lexicon and destinations are in force; what else it says counts from the next start")]
    private partial void Taken(string file);

    [LoggerMessage(EventId = 3, Level = LogLevel.Error, Message = "The changed settings are wrong, and those before them stay in force: {Problem}")]
    private partial void Wrong(string problem);
}
