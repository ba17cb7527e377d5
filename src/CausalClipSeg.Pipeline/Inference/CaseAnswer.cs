using CausalClipSeg.Model;
using CausalClipSeg.Persistence;

namespace CausalClipSeg.Pipeline.Inference;

/// <summary>What the network has answered to the sentences of a case, packed as the records keep it.</summary>
internal sealed class CaseAnswer
{
    private readonly ModelIdentity _model;
    private readonly Dictionary<string, SegmentResult> _results;
    private readonly (double Mean, double Deviation) _brightness;

    private CaseAnswer(ModelIdentity model, Dictionary<string, SegmentResult> results, (double Mean, double Deviation) brightness) => (_model, _results, _brightness) = (model, results, brightness);

    public bool FindsNothing => _results.Values.All(r => r.Pixels == 0);

    public static CaseAnswer Of(Segmentation segmentation, IReadOnlyList<string> sentences, CasePicture picture) => new(
        segmentation.Model, sentences.Zip(segmentation.Maps).ToDictionary(pair => pair.First, pair => SegmentResult.Of(pair.Second, segmentation.Threshold)), picture.Brightness);

    /// <summary>The masks, and who made them.</summary>
    public void WriteTo(SegmentationCase done, IReadOnlyList<CaseSegment> segments, DateTimeOffset now)
    {
        foreach (var segment in segments)
            _results[segment.ReferringText].CopyTo(segment);
        (done.ModelName, done.ModelVersion, done.WeightsSha256) = (_model.Name, _model.Version, _model.WeightsSha256);
        done.SegmentedAt = now;
    }

    /// <summary>What drift is looked for in; the segments have their masks.</summary>
    public CaseMeasure MeasureOf(Guid caseId, IReadOnlyList<CaseSegment> segments, DateTimeOffset now)
    {
        var pixels = segments.Sum(s => (long)s.Pixels);
        return new CaseMeasure
        {
            CaseId = caseId,
            MeanIntensity = _brightness.Mean,
            DeviationOfIntensity = _brightness.Deviation,
            LesionShare = segments.Count == 0 ? 0 : pixels / (double)(segments.Count * Math.Max(1, segments[0].Rows * segments[0].Columns)),
            Confidence = pixels == 0 ? null : segments.Sum(s => s.MeanProbability * s.Pixels) / pixels,
            Findings = string.Join(',', segments.Select(s => s.FindingId).Distinct().Order()),
            At = now,
        };
    }

    private sealed record SegmentResult(int Rows, int Columns, int Pixels, double MeanProbability, byte[] Mask)
    {
        public static SegmentResult Of(ProbabilityMap map, float threshold)
        {
            var mask = map.Threshold(threshold, out var meanProbability);
            return new SegmentResult(map.Rows, map.Columns, (int)mask.Area, meanProbability, MaskBlob.Pack(mask.Pixels));
        }

        public void CopyTo(CaseSegment segment) =>
            segment.Answer(Rows, Columns, Pixels, MeanProbability, Mask);
    }
}
