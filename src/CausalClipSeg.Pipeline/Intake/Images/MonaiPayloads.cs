using CausalClipSeg.Persistence;
using CausalClipSeg.Pipeline.Configuration;
using CausalClipSeg.Pipeline.Contracts;
using CausalClipSeg.Pipeline.Messaging;
using CausalClipSeg.Pipeline.Storage;
using CausalClipSeg.Pipeline.Telemetry;
using Microsoft.Extensions.Options;

namespace CausalClipSeg.Pipeline.Intake;

/// <summary>A payload of MONAI Deploy's Informatics Gateway -> one image event for each DICOM file that it names; what names none is a recorded refusal.</summary>
public sealed class MonaiPayloads(ExactlyOnce once, RefusalLog refusals, StageTelemetry stages, IOptions<MonaiOptions> options, TimeProvider clock)
{
    public async Task AcceptAsync(MonaiWorkflowRequest message, MessageIdentity identity, CancellationToken cancellation)
    {
        using var work = stages.Begin(Stage.Intake, "MONAI");
        var images = message.Payload.Select(file => Read(message, file)).OfType<ImageArrived>().ToList();
        if (images.Count == 0)
        {
            await refusals.RecordAsync("MONAI", message.PayloadId.ToString(),
                "The payload names no file dcm/STUDY/SERIES/INSTANCE.dcm, so no image can be told from it. See docs/gateways.md.", identity, cancellation).ConfigureAwait(false);
            work.Ends("refused");
            return;
        }
        await once.RunAsync(identity, db =>
        {
            foreach (var image in images)
                db.Enqueue(image, image.StudyInstanceUid ?? "", clock.GetUtcNow());
            return Task.CompletedTask;
        }, cancellation).ConfigureAwait(false);
        work.Ends("accepted");
    }

    /// <returns>Null for what is no image: metadata, HL7 files, results of other applications.</returns>
    private ImageArrived? Read(MonaiWorkflowRequest message, MonaiPayloadFile file)
    {
        if (file.Path?.Split('/') is not [.., var study, var series, var name] || !name.EndsWith(".dcm", StringComparison.OrdinalIgnoreCase))
            return null;
        var instance = name[..^4];
        if (!InstanceStore.IsUid(study) || !InstanceStore.IsUid(series) || !InstanceStore.IsUid(instance))
            return null;
        return new ImageArrived { StudyInstanceUid = study, SeriesInstanceUid = series, SopInstanceUid = instance, Path = FilePath(message, file.Path) };
    }

    private string? FilePath(MonaiWorkflowRequest message, string path)
    {
        if (string.IsNullOrEmpty(options.Value.Folder))
            return null;
        var payload = message.PayloadId.ToString();
        var inside = path.StartsWith(payload, StringComparison.Ordinal) ? path : $"{payload}/{path}";
        return Path.Combine(options.Value.Folder, message.Bucket ?? "", inside);
    }
}
