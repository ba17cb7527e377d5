using System.CommandLine;
using CausalClipSeg.Dicom.Network;
using FellowOakDicom;
using FellowOakDicom.Network;
using FellowOakDicom.Serialization;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>What an archive holds, and fetching it: find, get and move, over DICOM or DICOMweb.</summary>
internal static class DicomQueryCommands
{
    public static Command Find()
    {
        var keys = new Argument<string[]>("keys") { Description = "Keyword=value to match, keyword= to return: PatientID=123 StudyDate=", Arity = ArgumentArity.ZeroOrMore };
        var level = new Option<DicomQueryRetrieveLevel>("--level") { Description = "Study, Series or Image.", DefaultValueFactory = _ => DicomQueryRetrieveLevel.Study };
        var peer = new DicomPeerOptions();
        var command = new Command("find", "Queries by C-FIND (or QIDO-RS with --web); prints DICOM JSON.") { keys, level };
        peer.AddTo(command, withWeb: true);
        command.SetAction(async (parsed, cancellation) =>
        {
            var asked = parsed.GetRequiredValue(keys).Select(Key).ToList();
            using var web = peer.Web(parsed);
            var found = web is null
                ? await QueryScu.FindAsync(peer.Node(parsed), parsed.GetRequiredValue(level), Identifier(asked), cancellation).ConfigureAwait(false)
                : new QueryResult(await web.SearchAsync(Path(parsed.GetRequiredValue(level)),
                    asked.Select(k => k.Value.Length > 0 ? (k.Keyword, k.Value) : ("includefield", k.Keyword)), cancellation).ConfigureAwait(false), null);
            Console.Out.WriteLine(DicomJson.ConvertDicomToJson(found.Matches));
            Output.Say(found.Failure?.Message ?? $"{found.Matches.Count} found.");
            return found.Failure is null ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    public static Command Get()
    {
        var target = new TargetOptions();
        var folder = new Option<DirectoryInfo>("--out") { Description = "Folder for the files.", Required = true };
        var peer = new DicomPeerOptions();
        var command = new Command("get", "Fetches instances by C-GET (or WADO-RS with --web).") { folder };
        target.AddTo(command);
        peer.AddTo(command, withWeb: true);
        command.SetAction(async (parsed, cancellation) =>
        {
            var into = parsed.GetRequiredValue(folder);
            into.Create();
            using var web = peer.Web(parsed);
            if (web is not null)
            {
                var count = 0;
                await web.RetrieveAsync(web.Address(target.Path(parsed)), async (part, token) =>
                {
                    await using var file = File.Create(System.IO.Path.Combine(into.FullName, $"{++count:d6}.dcm"));
                    await part.CopyToAsync(file, token).ConfigureAwait(false);
                }, cancellation).ConfigureAwait(false);
                Output.Say($"{count} came.");
                return ExitCode.Done;
            }
            var outcome = await GetScu.GetAsync(peer.Node(parsed), target.Of(parsed),
                file => file.SaveAsync(System.IO.Path.Combine(into.FullName, file.Dataset.GetSingleValue<string>(DicomTag.SOPInstanceUID) + ".dcm")), cancellation).ConfigureAwait(false);
            return Tell(outcome);
        });
        return command;
    }

    public static Command Move()
    {
        var target = new TargetOptions();
        var to = new Option<string>("--to") { Description = "AE title that the archive sends to.", Required = true };
        var peer = new DicomPeerOptions();
        var command = new Command("move", "Has the archive send instances elsewhere (C-MOVE).") { to };
        target.AddTo(command);
        peer.AddTo(command, withWeb: false);
        command.SetAction(async (parsed, cancellation) =>
            Tell(await QueryScu.MoveAsync(peer.Node(parsed), target.Of(parsed), parsed.GetRequiredValue(to), cancellation).ConfigureAwait(false)));
        return command;
    }

    private static int Tell(RetrieveOutcome outcome)
    {
        Output.Say($"{outcome.Completed} came, {outcome.Failed} failed.{(outcome.Problem is { } problem ? " " + problem.Message : "")}");
        return outcome.Problem is null ? ExitCode.Done : ExitCode.Refused;
    }

    private static (string Keyword, string Value) Key(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var keyword = equals < 0 ? text : text[..equals];
        if (DicomDictionary.Default[keyword] is null)
            throw new RefusedException($"'{keyword}' is no keyword of PS3.6; write for example PatientID=123 or StudyDate=.");
        return (keyword, equals < 0 ? "" : text[(equals + 1)..]);
    }

    private static DicomDataset Identifier(IEnumerable<(string Keyword, string Value)> keys)
    {
        var identifier = new DicomDataset { { DicomTag.StudyInstanceUID, "" } };
        foreach (var (keyword, value) in keys)
            identifier.AddOrUpdate(DicomDictionary.Default[keyword], value);
        return identifier;
    }

    private static string Path(DicomQueryRetrieveLevel level) => level switch
    {
        DicomQueryRetrieveLevel.Series => "series",
        DicomQueryRetrieveLevel.Image => "instances",
        _ => "studies",
    };

    /// <summary>A study, a series of it or one instance.</summary>
    private sealed class TargetOptions
    {
        private readonly Option<string> _study = new("--study") { Description = "Study Instance UID.", Required = true };
        private readonly Option<string?> _series = new("--series") { Description = "Series Instance UID." };
        private readonly Option<string?> _instance = new("--instance") { Description = "SOP Instance UID; needs --series." };

        public void AddTo(Command command)
        {
            foreach (var option in (Option[])[_study, _series, _instance])
                command.Add(option);
        }

        public RetrieveTarget Of(ParseResult parsed) => new(parsed.GetRequiredValue(_study), parsed.GetValue(_series), parsed.GetValue(_instance));

        public string Path(ParseResult parsed) => $"studies/{parsed.GetRequiredValue(_study)}"
            + (parsed.GetValue(_series) is { } series ? $"/series/{series}" : "") + (parsed.GetValue(_instance) is { } instance ? $"/instances/{instance}" : "");
    }
}
