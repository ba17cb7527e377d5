using System.CommandLine;
using CausalClipSeg.Dicom.Network;
using FellowOakDicom;
using FellowOakDicom.Network;
using FellowOakDicom.Serialization;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>What an archive holds, and fetching it: find, get and move, over DICOM or DICOMweb.</summary>
internal static class DicomQueryCommands
{
    private static readonly string[] Levels = ["Study", "Series", "Image"];

    public static Command Find()
    {
        var keys = new Argument<string[]>("keys") { Description = "Keyword=value to match, keyword= to return: PatientID=123 StudyDate=", Arity = ArgumentArity.ZeroOrMore };
        var level = new Option<DicomQueryRetrieveLevel>("--level") { Description = "Study, Series or Image.", HelpName = "level", DefaultValueFactory = _ => DicomQueryRetrieveLevel.Study };
        level.Validators.Add(given =>
        {
            if (given.Tokens is [var word] && !Levels.Contains(word.Value, StringComparer.OrdinalIgnoreCase))
                given.AddError($"--level is {string.Join(" or ", Levels)}, not {word.Value}.");
        });
        keys.Validators.Add(given =>
        {
            foreach (var problem in given.Tokens.Select(word => KeyProblem(word.Value)).OfType<string>())
                given.AddError(problem);
        });
        var peer = new DicomPeerOptions();
        var json = CommonOptions.Json();
        var command = new Command("find", "Queries by C-FIND (or QIDO-RS with --web); prints DICOM JSON.") { keys, level, json };
        peer.AddTo(command, withWeb: true);
        command.SetAction(async (parsed, cancellation) =>
        {
            var asked = parsed.GetRequiredValue(keys).Select(Key).ToList();
            using var web = peer.Web(parsed);
            var found = web is null
                ? await QueryScu.FindAsync(peer.Node(parsed), parsed.GetRequiredValue(level), Identifier(asked), cancellation).ConfigureAwait(false)
                : new QueryResult(await web.SearchAsync(Path(parsed.GetRequiredValue(level)),
                    asked.Select(k => k.Value.Length > 0 ? (k.Keyword, k.Value) : ("includefield", k.Keyword)), cancellation).ConfigureAwait(false), null);
            // No list at all: an empty one would be the answer that nothing was found.
            if (found.Failure is { } failure)
                throw new RefusedException(DicomPeerOptions.Advised(failure.Message));
            Console.Out.WriteLine(DicomJson.ConvertDicomToJson(found.Matches));
            Output.Say($"{found.Matches.Count} found.");
            return ExitCode.Done;
        });
        return command;
    }

    public static Command Get()
    {
        var target = new DicomTargetOptions();
        var folder = new Option<DirectoryInfo>("--out") { Description = "Folder for the files.", Required = true };
        var peer = new DicomPeerOptions();
        var json = CommonOptions.Json();
        var command = new Command("get", "Fetches instances by C-GET (or WADO-RS with --web).") { folder, json };
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
                return Tell(new RetrieveOutcome(count, 0, null), parsed.GetValue(json));
            }
            var outcome = await GetScu.GetAsync(peer.Node(parsed), target.Of(parsed),
                file => file.SaveAsync(System.IO.Path.Combine(into.FullName, file.Dataset.GetSingleValue<string>(DicomTag.SOPInstanceUID) + ".dcm")), cancellation).ConfigureAwait(false);
            return Tell(outcome, parsed.GetValue(json));
        });
        return command;
    }

    public static Command Move()
    {
        var target = new DicomTargetOptions();
        var to = new Option<string>("--to") { Description = "AE title that the archive sends to.", Required = true };
        var peer = new DicomPeerOptions();
        var json = CommonOptions.Json();
        var command = new Command("move", "Has the archive send instances elsewhere (C-MOVE).") { to, json };
        target.AddTo(command);
        peer.AddTo(command, withWeb: false);
        command.SetAction(async (parsed, cancellation) =>
            Tell(await QueryScu.MoveAsync(peer.Node(parsed), target.Of(parsed), parsed.GetRequiredValue(to), cancellation).ConfigureAwait(false), parsed.GetValue(json)));
        return command;
    }

    private static int Tell(RetrieveOutcome outcome, bool json)
    {
        Output.Say($"{outcome.Completed} came, {outcome.Failed} failed.{(outcome.Problem is { } problem ? " " + DicomPeerOptions.Advised(problem.Message) : "")}");
        if (json)
            Output.WriteJson(new { outcome.Completed, outcome.Failed, problem = outcome.Problem?.Message });
        return outcome.Problem is null ? ExitCode.Done : ExitCode.Refused;
    }

    private static (string Keyword, string Value) Key(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is var equals and >= 0 ? (text[..equals], text[(equals + 1)..]) : (text, "");

    /// <returns>Null where it is a keyword with a value that fits it.</returns>
    private static string? KeyProblem(string text)
    {
        var (keyword, value) = Key(text);
        var tag = Tag(keyword);
        if (tag is null)
            return $"'{keyword}' is no keyword of PS3.6; write for example PatientID=123 or StudyDate=.";
        try
        {
            new DicomDataset().AddOrUpdate(tag, value);
            return null;
        }
        catch (DicomDataException unfit)
        {
            return $"'{text}' cannot be asked: {unfit.Message}";
        }
    }

    private static DicomTag? Tag(string keyword)
    {
        try
        {
            return DicomDictionary.Default[keyword];
        }
        catch (DicomDataException)
        {
            return null;
        }
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
}
