using CausalClipSeg.Dicom.Network;
using FellowOakDicom;
using FellowOakDicom.Network;

namespace CausalClipSeg.Dicom.Tests;

/// <summary>What docs/dicom-conformance.md says, and what the SCP says to an association.</summary>
internal static class ConformanceStatement
{
    public static IReadOnlyList<string> Lines { get; } = File.ReadAllLines(RepositoryRoot.Combine("docs", "dicom-conformance.md"));

    public static bool IsAccepted(DicomUID abstractSyntax)
    {
        var association = new DicomAssociation("SCU", "SCP");
        association.PresentationContexts.Add(abstractSyntax, DicomTransferSyntax.ExplicitVRLittleEndian);
        AssociationPolicy.Negotiate(association);
        return association.PresentationContexts.Single().Result == DicomPresentationContextResult.Accept;
    }

    /// <summary>The cells of a section's tables that are UIDs, in order.</summary>
    public static List<string> Uids(string heading)
    {
        var level = heading.IndexOf(' ', StringComparison.Ordinal);
        var section = Lines.SkipWhile(line => !line.StartsWith(heading, StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => !line.StartsWith('#') || line.IndexOf(' ', StringComparison.Ordinal) > level);
        return [.. section.Where(line => line.StartsWith('|')).SelectMany(line => line.Split('|')).Select(cell => cell.Trim()).Where(cell => cell.Contains('.') && DicomUID.IsValidUid(cell))];
    }
}
