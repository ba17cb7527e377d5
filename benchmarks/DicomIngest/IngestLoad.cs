using System.Diagnostics;
using FellowOakDicom;
using FellowOakDicom.IO.Buffer;
using FellowOakDicom.Network;
using FellowOakDicom.Network.Client;

namespace CausalClipSeg.Benchmarks.DicomIngest;

/// <summary>Radiographs of one size over several associations at a time: every peer gets the same bytes under new UIDs.</summary>
internal sealed class IngestLoad
{
    private readonly MemoryByteBuffer _pixels;
    private readonly ushort _rows;
    private readonly ushort _columns;

    public IngestLoad(double megabytes)
    {
        _columns = 2500;
        _rows = (ushort)(megabytes * 1e6 / 2 / _columns);
        var pixels = new byte[_rows * _columns * 2];
        // Twelve significant bits of noise, as a detector has: nothing on the way can save work by compressing it.
        new Random(1).NextBytes(pixels);
        for (var i = 1; i < pixels.Length; i += 2) pixels[i] &= 0x0F;
        _pixels = new MemoryByteBuffer(pixels);
    }

    /// <returns>Seconds from the first association to the last success.</returns>
    /// <exception cref="InvalidDataException">The peer did not store an instance.</exception>
    public async Task<double> SendAsync(IngestPeer peer, int associations, int instancesEach, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, associations).Select(_ => Task.Run(() => AssociationAsync(peer, instancesEach, cancellation), cancellation))).ConfigureAwait(false);
        return watch.Elapsed.TotalSeconds;
    }

    private async Task AssociationAsync(IngestPeer peer, int count, CancellationToken cancellation)
    {
        var client = DicomClientFactory.Create("127.0.0.1", peer.DicomPort, false, "BENCHMARK", peer.AeTitle);
        client.ClientOptions.AssociationRequestTimeoutInMs = 60_000;
        var problems = new List<DicomStatus>();
        var study = DicomUID.Generate();
        for (var i = 0; i < count; i++)
            await client.AddRequestAsync(new DicomCStoreRequest(new DicomFile(Radiograph(study)))
            {
                OnResponseReceived = (_, response) => { if (response.Status.State != DicomState.Success) problems.Add(response.Status); },
            }).ConfigureAwait(false);
        await client.SendAsync(cancellation).ConfigureAwait(false);
        if (problems.Count > 0)
            throw new InvalidDataException($"{peer.Name} answers {problems[0].Code:X4} {problems[0].Description} {problems[0].ErrorComment}");
    }

    private DicomDataset Radiograph(DicomUID study)
    {
        var dataset = new DicomDataset(DicomTransferSyntax.ExplicitVRLittleEndian)
        {
            { DicomTag.SOPClassUID, DicomUID.DigitalXRayImageStorageForPresentation },
            { DicomTag.SOPInstanceUID, DicomUID.Generate() },
            { DicomTag.StudyInstanceUID, study },
            { DicomTag.SeriesInstanceUID, DicomUID.Generate() },
            { DicomTag.StudyDate, "20260101" },
            { DicomTag.StudyTime, "120000" },
            { DicomTag.Modality, "DX" },
            { DicomTag.Manufacturer, "Benchmark" },
            { DicomTag.PatientID, "BENCHMARK" },
            { DicomTag.PatientName, "Bench^Mark" },
            { DicomTag.AccessionNumber, "B1" },
            { DicomTag.ViewPosition, "PA" },
            { DicomTag.SamplesPerPixel, (ushort)1 },
            { DicomTag.PhotometricInterpretation, "MONOCHROME2" },
            { DicomTag.Rows, _rows },
            { DicomTag.Columns, _columns },
            { DicomTag.BitsAllocated, (ushort)16 },
            { DicomTag.BitsStored, (ushort)12 },
            { DicomTag.HighBit, (ushort)11 },
            { DicomTag.PixelRepresentation, (ushort)0 },
        };
        dataset.AddOrUpdate(new DicomOtherWord(DicomTag.PixelData, _pixels));
        return dataset;
    }
}
