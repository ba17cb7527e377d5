using CausalClipSeg.Dicom.Network;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Storage;
using FellowOakDicom;
using FellowOakDicom.Network;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>Takes one instance that came: writes it where it is told to.</summary>
public delegate Task KeepInstance(Func<Stream, CancellationToken, Task> write, CancellationToken cancellation);

/// <summary>Fetches the study, series or instance of an event from the configured archive: DICOMweb, C-GET or C-MOVE.</summary>
public sealed class PacsRetrieval(Archive archive, IOptions<PacsOptions> pacs, IOptions<IntakeOptions> intake)
{
    private static readonly string[] Radiographs = ["CR", "DX", "RG"];

    private IEnumerable<string> Modalities => pacs.Value.RetrieveModalities.Count > 0 ? pacs.Value.RetrieveModalities : Radiographs;

    /// <returns>Why it cannot be fetched, or null where it was (or is on its way by C-MOVE).</returns>
    /// <exception cref="IOException">The archive does not answer or does not hold it yet; try again.</exception>
    public async Task<string?> FetchAsync(ImageArrived message, KeepInstance keep, CancellationToken cancellation)
    {
        try
        {
            return (pacs.Value.Retrieve, archive.Web, archive.Node) switch
            {
                (PacsRetrieve.Auto or PacsRetrieve.Web, { } web, _) => await FromWebAsync(web, message, keep, cancellation).ConfigureAwait(false),
                (PacsRetrieve.Auto or PacsRetrieve.Get or PacsRetrieve.Move, _, { } node) => await FromNodeAsync(node, message, keep, cancellation).ConfigureAwait(false),
                _ => "The event gives no path, and neither Pacs:DicomWeb nor Pacs:Host is configured, so the image cannot be fetched.",
            };
        }
        catch (DicomWebException refused) when (refused.IsPermanent && refused.StatusCode != StatusCodes.Status404NotFound)
        {
            return refused.Message;
        }
    }

    private async Task<string?> FromWebAsync(DicomWebClient web, ImageArrived message, KeepInstance keep, CancellationToken cancellation)
    {
        var study = $"studies/{message.StudyInstanceUid}";
        List<Uri> resources = [];
        try
        {
            if (message.RetrieveUrl is { Length: > 0 } url)
                resources.Add(web.Address(url));
            else if (message is { SeriesInstanceUid: { } series, SopInstanceUid: { } instance })
                resources.Add(web.Address($"{study}/series/{series}/instances/{instance}"));
            else if (message.SopInstanceUid is { } alone)
                resources.AddRange((await web.SearchAsync($"{study}/instances", [("SOPInstanceUID", alone)], cancellation).ConfigureAwait(false))
                    .Select(found => web.Address($"{study}/series/{Uid(found, DicomTag.SeriesInstanceUID)}/instances/{alone}")));
            else
                resources.AddRange((await SeriesOnWebAsync(web, message, cancellation).ConfigureAwait(false)).Select(uid => web.Address($"{study}/series/{uid}")));
        }
        catch (InvalidDataException elsewhere)
        {
            return $"The event's retrieveUrl cannot be used: {elsewhere.Message}";
        }
        if (resources.Count == 0)
            throw NotThere(message, web.Root.ToString());
        foreach (var resource in resources)
            await web.RetrieveAsync(resource, (part, token) => keep((target, t) => part.CopyToAsync(target, t), token), cancellation).ConfigureAwait(false);
        return null;
    }

    private async Task<IEnumerable<string>> SeriesOnWebAsync(DicomWebClient web, ImageArrived message, CancellationToken cancellation)
    {
        if (message.SeriesInstanceUid is { } named)
            return [named];
        var found = await web.SearchAsync($"studies/{message.StudyInstanceUid}/series", [("includefield", "Modality")], cancellation).ConfigureAwait(false);
        return Wanted(found);
    }

    private async Task<string?> FromNodeAsync(PacsDestination node, ImageArrived message, KeepInstance keep, CancellationToken cancellation)
    {
        var study = message.StudyInstanceUid ?? "";
        var series = message.SeriesInstanceUid is { } named ? [named]
            : Wanted(await MatchesAsync(node, DicomQueryRetrieveLevel.Series, Keys((DicomTag.StudyInstanceUID, study), (DicomTag.SeriesInstanceUID, ""), (DicomTag.Modality, "")), cancellation).ConfigureAwait(false));
        var came = 0;
        foreach (var uid in series)
        {
            if (message is { SopInstanceUid: { } instance, SeriesInstanceUid: null } && (await MatchesAsync(node, DicomQueryRetrieveLevel.Image,
                Keys((DicomTag.StudyInstanceUID, study), (DicomTag.SeriesInstanceUID, uid), (DicomTag.SOPInstanceUID, instance)), cancellation).ConfigureAwait(false)).Count == 0)
                continue;
            var outcome = await RetrieveAsync(node, new RetrieveTarget(study, uid, message.SopInstanceUid), keep, cancellation).ConfigureAwait(false);
            came += outcome.Completed;
            if (outcome.Problem is { IsPermanent: true } refused)
                return refused.Message;
            if (outcome.Problem is { } passing)
                throw new IOException($"{passing.Message} {outcome.Completed} instances came, {outcome.Failed} did not.");
        }
        return came > 0 ? null : throw NotThere(message, node.ToString());
    }

    private Task<RetrieveOutcome> RetrieveAsync(PacsDestination node, RetrieveTarget target, KeepInstance keep, CancellationToken cancellation) =>
        pacs.Value.Retrieve == PacsRetrieve.Move
            ? QueryScu.MoveAsync(node, target, intake.Value.AeTitle, cancellation)
            : GetScu.GetAsync(node, target, file => keep((stream, _) => file.SaveAsync(stream), cancellation), cancellation);

    private static async Task<IReadOnlyList<DicomDataset>> MatchesAsync(PacsDestination node, DicomQueryRetrieveLevel level, DicomDataset keys, CancellationToken cancellation)
    {
        var found = await QueryScu.FindAsync(node, level, keys, cancellation).ConfigureAwait(false);
        return found.Failure is { } failure ? throw new IOException(failure.Message) : found.Matches;
    }

    private IEnumerable<string> Wanted(IReadOnlyList<DicomDataset> series) =>
        [.. series.Where(s => Modalities.Contains(s.GetSingleValueOrDefault(DicomTag.Modality, ""))).Select(s => Uid(s, DicomTag.SeriesInstanceUID)).Where(InstanceStore.IsUid)];

    private static DicomDataset Keys(params (DicomTag Tag, string Value)[] keys)
    {
        var dataset = new DicomDataset();
        foreach (var (tag, value) in keys)
            dataset.AddOrUpdate(tag, value);
        return dataset;
    }

    private IOException NotThere(ImageArrived message, string where) => new(
        $"{where} does not hold what the event names (study {message.StudyInstanceUid}{(message.SopInstanceUid is { } uid ? $", instance {uid}" : $", modalities {string.Join(", ", Modalities)}")}); it may not be there yet.");

    private static string Uid(DicomDataset dataset, DicomTag tag) => dataset.GetSingleValueOrDefault(tag, "");
}
