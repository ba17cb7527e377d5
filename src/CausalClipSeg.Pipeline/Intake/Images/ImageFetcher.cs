using CausalClipSeg.Dicom;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Storage;
using CausalClipSeg.Pipeline.Telemetry;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>Images that an event only names: read from a shared folder or fetched from the PACS, then registered like those that were sent.</summary>
public sealed class ImageFetcher(
    PipelineStore store, InstanceRegister register, RefusalLog refusals, InstanceStore files, PacsRetrieval pacs, StageTelemetry stages, IOptions<IntakeOptions> intake)
{
    private const string Source = "AMQP";

    public async Task FetchAsync(ImageArrived message, MessageIdentity identity, CancellationToken cancellation)
    {
        using var work = stages.Begin(Stage.Intake, "AMQP image");
        if (message.SopInstanceUid is { } uid
            && await store.ReadAsync(db => db.SourceImages.AnyAsync(i => i.SopInstanceUid == uid, cancellation), cancellation).ConfigureAwait(false))
        {
            await refusals.RecordAsync(Source, uid, [], identity, cancellation).ConfigureAwait(false);
            work.Ends("known");
            return;
        }
        var problems = new List<string>();
        if ((WhyUnusable(message) ?? await TakeAsync(message, problems, cancellation).ConfigureAwait(false)) is { } reason)
            problems.Add(reason);
        await refusals.RecordAsync(Source, message.SopInstanceUid ?? message.StudyInstanceUid, problems, identity, cancellation).ConfigureAwait(false);
        work.Ends(problems.Count == 0 ? "accepted" : "refused");
    }

    private static string? WhyUnusable(ImageArrived message) =>
        !InstanceStore.IsUid(message.StudyInstanceUid)
        || (message.SeriesInstanceUid is { } series && !InstanceStore.IsUid(series))
        || (message.SopInstanceUid is { } instance && !InstanceStore.IsUid(instance))
            ? "The event names no valid studyInstanceUid, seriesInstanceUid or sopInstanceUid. See docs/events/image-arrived.schema.json."
            : null;

    /// <param name="problems">Gets a sentence for each instance that came and could not be taken.</param>
    /// <returns>Why nothing could be fetched, or null.</returns>
    private async Task<string?> TakeAsync(ImageArrived message, List<string> problems, CancellationToken cancellation)
    {
        async Task KeepAsync(Func<Stream, CancellationToken, Task> write, CancellationToken token)
        {
            if (await KeepOneAsync(message.SopInstanceUid, write, token).ConfigureAwait(false) is { } problem)
                problems.Add(problem);
        }

        if (message.Path is not { Length: > 0 } path)
            return await pacs.FetchAsync(message, KeepAsync, cancellation).ConfigureAwait(false);
        var full = WithoutLinks(path);
        if (!intake.Value.SharedFolders.Any(folder => full.StartsWith(WithoutLinks(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
            return "The event's path lies below none of the folders in Intake:SharedFolders. Add the folder there, or send the image.";
        if (!File.Exists(full))
            return $"There is no file {full}.";
        await using var source = File.OpenRead(full);
        await KeepAsync((target, token) => source.CopyToAsync(target, token), cancellation).ConfigureAwait(false);
        return null;
    }

    /// <summary>Where a path truly ends: links of files and folders are followed, so that none leads out of a shared folder.</summary>
    /// <exception cref="IOException">The links go in a circle.</exception>
    private static string WithoutLinks(string path)
    {
        var full = Path.GetFullPath(path);
        var walked = Path.GetPathRoot(full) ?? "";
        foreach (var part in full[walked.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            walked = Path.Combine(walked, part);
            if (new FileInfo(walked).LinkTarget is not null && File.ResolveLinkTarget(walked, returnFinalTarget: true) is { } target)
                walked = WithoutLinks(target.FullName);
        }
        return walked;
    }

    private async Task<string?> KeepOneAsync(string? wanted, Func<Stream, CancellationToken, Task> write, CancellationToken cancellation)
    {
        var spool = Path.Combine(files.SpoolFolder, $"{Guid.NewGuid():n}.part");
        try
        {
            await using (var target = new FileStream(spool, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous))
                await write(target, cancellation).ConfigureAwait(false);
            var file = await DicomFiles.OpenAsync(spool, FileReadOption.ReadLargeOnDemand).ConfigureAwait(false);
            if (file.IsPartial)
                return $"An object of SOP instance {wanted ?? "(not named)"} ends in the middle of an element, it is not whole; see whether its source holds all of it.";
            var found = file.Dataset.GetSingleValueOrDefault(DicomTag.SOPInstanceUID, "");
            if (wanted is not null && found != wanted)
                return $"The event names SOP instance {wanted}, but the object there is {found}.";
            return await register.AcceptAsync(spool, file.Dataset, Source, cancellation).ConfigureAwait(false);
        }
        catch (DicomFileException damaged)
        {
            return $"An object of SOP instance {wanted ?? "(not named)"} cannot be read: {damaged.Message}";
        }
        finally
        {
            File.Delete(spool);
        }
    }
}
