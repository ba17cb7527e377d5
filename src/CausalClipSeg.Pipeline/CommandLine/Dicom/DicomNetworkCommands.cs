using System.CommandLine;
using CausalClipSeg.Dicom.Codecs;
using CausalClipSeg.Dicom.Network;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>What a PACS administrator tries first: send, echo and commit, over DICOM or DICOMweb.</summary>
internal static class DicomNetworkCommands
{
    public static IEnumerable<Command> Create() => [Send(), Echo(), Commit(), DicomQueryCommands.Find(), DicomQueryCommands.Get(), DicomQueryCommands.Move()];

    private static Command Send()
    {
        var files = Files();
        var peer = new DicomPeerOptions();
        var json = CommonOptions.Json();
        var command = new Command("send", "Stores files by C-STORE (or STOW-RS with --web) and shows the peer's answer for each.") { files, json };
        peer.AddTo(command, withWeb: true);
        command.SetAction(async (parsed, cancellation) =>
        {
            CodecRegistration.Register();
            var named = parsed.GetRequiredValue(files);
            var opened = await OpenAsync(named).ConfigureAwait(false);
            using var web = peer.Web(parsed);
            var results = web is null
                ? await StoreScu.SendAsync(peer.Node(parsed), opened, cancellation).ConfigureAwait(false)
                : await web.StoreAsync(opened, cancellation).ConfigureAwait(false);
            foreach (var (file, result) in named.Zip(results))
                Output.Say($"{file.Name}: {DicomPeerOptions.Advised(result.Message)}");
            if (parsed.GetValue(json))
                Output.WriteJson(new { stored = results.Count(r => r.IsStored), results = named.Zip(results, (file, r) => new { file = file.Name, r.IsStored, r.Status, r.IsPermanent, r.Message }) });
            return results.All(r => r.IsStored) ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static Command Echo()
    {
        var peer = new DicomPeerOptions();
        var json = CommonOptions.Json();
        var command = new Command("echo", "Verification (C-ECHO).") { json };
        peer.AddTo(command, withWeb: false);
        command.SetAction(async (parsed, cancellation) =>
        {
            var result = await StoreScu.EchoAsync(peer.Node(parsed), cancellation).ConfigureAwait(false);
            Output.Say(DicomPeerOptions.Advised(result.Message));
            if (parsed.GetValue(json))
                Output.WriteJson(new { answered = result.IsStored, result.Status, result.IsPermanent, result.Message });
            return result.IsStored ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static Command Commit()
    {
        var files = Files();
        var wait = new Option<double>("--wait") { Description = "Seconds to wait for the report on the same association.", DefaultValueFactory = _ => 10 };
        var peer = new DicomPeerOptions();
        var json = CommonOptions.Json();
        var command = new Command("commit", "Asks whether the peer answers for files that it has (storage commitment).") { files, wait, json };
        peer.AddTo(command, withWeb: false);
        command.SetAction(async (parsed, cancellation) =>
        {
            var opened = await OpenAsync(parsed.GetRequiredValue(files)).ConfigureAwait(false);
            var instances = opened.Select(f => new InstanceReference(f.Dataset.GetSingleValue<string>(DicomTag.SOPClassUID), f.Dataset.GetSingleValue<string>(DicomTag.SOPInstanceUID))).ToList();
            CommitmentReport? report = null;
            var failure = await CommitmentScu.RequestAsync(peer.Node(parsed), DicomUID.Generate().UID, instances, told =>
            {
                report = told;
                return Task.CompletedTask;
            }, TimeSpan.FromSeconds(parsed.GetRequiredValue(wait)), cancellation).ConfigureAwait(false);
            Output.Say(failure is null ? Told(report) : DicomPeerOptions.Advised(failure.Message));
            if (parsed.GetValue(json))
                Output.WriteJson(new { reported = report is not null, committed = report?.Committed.Select(c => c.SopInstanceUid) ?? [], failed = report?.Failed.Select(f => new { f.SopInstanceUid, f.FailureReason }) ?? [], problem = failure?.Message });
            return failure is null && report is not { Failed.Count: > 0 } ? ExitCode.Done : ExitCode.Refused;
        });
        return command;
    }

    private static string Told(CommitmentReport? report) => report is null
        ? "The peer took the request; its report did not come on this association."
        : string.Join('\n', report.Committed.Select(c => $"{c.SopInstanceUid}: committed").Concat(report.Failed.Select(f => $"{f.SopInstanceUid}: not committed, failure reason {f.FailureReason:X4}")));

    private static Argument<FileInfo[]> Files() => new("files") { Description = "DICOM files.", Arity = ArgumentArity.OneOrMore };

    private static async Task<List<DicomFile>> OpenAsync(IEnumerable<FileInfo> files)
    {
        var opened = new List<DicomFile>();
        foreach (var file in files)
            opened.Add(await DicomInput.OpenAsync(file).ConfigureAwait(false));
        return opened;
    }
}
