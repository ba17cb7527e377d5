using System.Text;
using CausalClipSeg.Pipeline.Intake;
using CausalClipSeg.Reports;
using CausalClipSeg.Reports.Hl7;
using CausalClipSeg.Reports.StructuredReports;
using FellowOakDicom;

namespace CausalClipSeg.Pipeline.CommandLine;

/// <summary>A report that somebody names, told apart by its content. What is neither a message nor a text is refused: words would be found in any bytes.</summary>
internal static class ReportInput
{
    /// <summary>A message, with its identifiers: HL7 v2, FHIR, a report event or a DICOM SR.</summary>
    public static ReportParseResult Parse(byte[] bytes)
    {
        if (!IsDicom(bytes))
            return ReportParser.Parse(bytes);
        try
        {
            var dataset = DicomFile.Open(new MemoryStream(bytes)).Dataset;
            return SrDocuments.IsReport(dataset) ? SrReportReader.Read(SrDocuments.From(dataset, TimeZoneInfo.Utc))
                : throw new RefusedException("The file is DICOM and no structured report (Basic Text, Enhanced or Comprehensive SR).");
        }
        catch (DicomFileException damaged)
        {
            throw new RefusedException($"The file cannot be read as DICOM: {damaged.Message}");
        }
    }

    /// <summary>The words of a message, or those of a plain text.</summary>
    /// <param name="bytes">What it holds.</param>
    /// <param name="name">As the person called it.</param>
    public static string Words(byte[] bytes, string name)
    {
        if (!IsMessage(bytes))
            return Text(bytes, name);
        var read = Parse(bytes);
        return read.Report?.Text ?? throw new RefusedException(read.Problem?.Sentence ?? $"{name} holds no report.");
    }

    private static bool IsDicom(byte[] bytes) => bytes.AsSpan(Math.Min(128, bytes.Length)).StartsWith("DICM"u8);

    private static bool IsMessage(byte[] bytes)
    {
        var start = Encoding.Latin1.GetString(bytes.AsSpan(0, Math.Min(64, bytes.Length))).TrimStart('\v', '\uFEFF', ' ', '\r', '\n', '\t', 'ï', '»', '¿');
        return IsDicom(bytes) || Hl7Message.LooksLike(bytes) || start.StartsWith('{') || start.StartsWith("FHS", StringComparison.Ordinal) || start.StartsWith("BHS", StringComparison.Ordinal);
    }

    private static string Text(byte[] bytes, string name)
    {
        try
        {
            using var reader = new StreamReader(new MemoryStream(bytes), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            var text = reader.ReadToEnd();
            // UTF-16, which its first bytes tell, is read without an error and with this mark.
            if (text.Contains('\uFFFD', StringComparison.Ordinal))
                throw new DecoderFallbackException();
            return text.Any(c => char.IsControl(c) && !char.IsWhiteSpace(c))
                ? throw new RefusedException($"{name} is no text: it holds control characters. Give a report as plain text, HL7 v2, FHIR JSON or DICOM SR.")
                : text;
        }
        catch (DecoderFallbackException)
        {
            throw new RefusedException($"{name} is no text in UTF-8. Give a report as plain text in UTF-8 (iconv -f ISO-8859-1 -t UTF-8 converts one), HL7 v2, FHIR JSON or DICOM SR.");
        }
    }
}
