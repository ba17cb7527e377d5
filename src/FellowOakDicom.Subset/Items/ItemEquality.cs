using FellowOakDicom.IO.Buffer;

namespace FellowOakDicom;

/// <summary>Whether two items say the same: tag, representation and value.</summary>
internal static class ItemEquality
{
    internal static bool AreEqual(DicomItem left, DicomItem right)
    {
        if (left.Tag != right.Tag || left.ValueRepresentation != right.ValueRepresentation) return false;
        return (left, right) switch
        {
            (DicomStringElement a, DicomStringElement b) => a.Text == b.Text,
            (DicomElement a, DicomElement b) => Same(a.Buffer, b.Buffer),
            (DicomSequence a, DicomSequence b) => a.Items.SequenceEqual(b.Items),
            (DicomFragmentSequence a, DicomFragmentSequence b) => a.OffsetTable.SequenceEqual(b.OffsetTable)
                && a.Fragments.Count == b.Fragments.Count && a.Fragments.Zip(b.Fragments).All(pair => Same(pair.First, pair.Second)),
            _ => false,
        };
    }

    private static bool Same(IByteBuffer left, IByteBuffer right) => left.Size == right.Size && left.Span().SequenceEqual(right.Span());
}
