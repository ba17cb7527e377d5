using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>An image that an event only names: read from a shared folder or fetched from the PACS, then registered like one that was sent.</summary>
public sealed class ImageFetcher(
    PipelineStore store, InstanceRegister register, RefusalLog refusals, InstanceStore files, IHttpClientFactory http, IOptions<IntakeOptions> intake, IOptions<PacsOptions> pacs)
{
    private const string Source = "AMQP";

    public async Task FetchAsync(ImageArrived message, MessageIdentity identity, CancellationToken cancellation)
    {
        if (await store.ReadAsync(db => db.SourceImages.AnyAsync(i => i.SopInstanceUid == message.SopInstanceUid, cancellation), cancellation).ConfigureAwait(false))
            return;
        if (Locate(message, out var location) is { } reason)
        {
            await refusals.RecordAsync(Source, message.SopInstanceUid, reason, identity, cancellation).ConfigureAwait(false);
            return;
        }
        var spool = Path.Combine(files.SpoolFolder, $"{Guid.NewGuid():n}.dcm");
        try
        {
            await CopyAsync(location, spool, cancellation).ConfigureAwait(false);
            var problem = await RegisterAsync(message, spool, cancellation).ConfigureAwait(false);
            if (problem is not null)
                await refusals.RecordAsync(Source, message.SopInstanceUid, problem, identity, cancellation).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(spool);
        }
    }

    private async Task<string?> RegisterAsync(ImageArrived message, string spool, CancellationToken cancellation)
    {
        try
        {
            var file = await DicomFile.OpenAsync(spool, FileReadOption.ReadLargeOnDemand).ConfigureAwait(false);
            var found = file.Dataset.GetSingleValueOrDefault(DicomTag.SOPInstanceUID, "");
            return found == message.SopInstanceUid
                ? await register.AcceptAsync(spool, file.Dataset, Source, cancellation).ConfigureAwait(false)
                : $"The event names SOP instance {message.SopInstanceUid}, but the object there is {found}.";
        }
        catch (DicomFileException damaged)
        {
            return $"The object of SOP instance {message.SopInstanceUid} cannot be read: {damaged.Message}";
        }
    }

    /// <returns>Why the image cannot be found, or null.</returns>
    private string? Locate(ImageArrived message, out Location location)
    {
        location = new Location(null, null);
        if (!InstanceStore.IsUid(message.SopInstanceUid) || !InstanceStore.IsUid(message.StudyInstanceUid))
            return "The event names no valid sopInstanceUid and studyInstanceUid. See docs/events/image-arrived.schema.json.";
        if (message.Path is { Length: > 0 } path)
        {
            var full = Path.GetFullPath(path);
            if (!intake.Value.SharedFolders.Any(folder => full.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
                return "The event's path lies below none of the folders in Intake:SharedFolders. Add the folder there, or send the image.";
            location = new Location(full, null);
            return File.Exists(full) ? null : $"There is no file {full}.";
        }
        if (pacs.Value.DicomWeb is not { } root)
            return "The event gives no path, and Pacs:DicomWeb is not configured, so the image cannot be fetched.";
        var address = message.RetrieveUrl is { Length: > 0 } url ? new Uri(root, url)
            : InstanceStore.IsUid(message.SeriesInstanceUid) ? new Uri(root, $"studies/{message.StudyInstanceUid}/series/{message.SeriesInstanceUid}/instances/{message.SopInstanceUid}")
            : null;
        if (address is null)
            return "The event gives neither path, retrieveUrl nor seriesInstanceUid, so the image cannot be fetched.";
        if (!root.IsBaseOf(address))
            return $"The event's retrieveUrl is not below Pacs:DicomWeb ({root}).";
        location = new Location(null, address);
        return null;
    }

    private async Task CopyAsync(Location location, string spool, CancellationToken cancellation)
    {
        if (location.File is { } file)
        {
            await using var source = File.OpenRead(file);
            await using var target = new FileStream(spool, FileMode.CreateNew, FileAccess.Write);
            await source.CopyToAsync(target, cancellation).ConfigureAwait(false);
            target.Flush(flushToDisk: true);
            return;
        }
        using var client = http.CreateClient(nameof(ImageFetcher));
        await new DicomWebClient(client).RetrieveInstanceAsync(location.Address!, spool, cancellation).ConfigureAwait(false);
    }

    private sealed record Location(string? File, Uri? Address);
}
