using System.Collections;
using FellowOakDicom.Text;

namespace FellowOakDicom;

/// <summary>A data set (PS3.5 section 7): items in the order of their tags.</summary>
public partial class DicomDataset : IEnumerable<DicomItem>, IEquatable<DicomDataset>
{
    private List<DicomItem> _items = [];
    private DicomCharacterSet? _ownCharacterSet;

    public DicomDataset()
        : this(DicomTransferSyntax.ExplicitVRLittleEndian)
    {
    }

    public DicomDataset(DicomTransferSyntax internalTransferSyntax) => InternalTransferSyntax = internalTransferSyntax;

    public DicomDataset(params DicomItem[] items)
        : this((IEnumerable<DicomItem>)items)
    {
    }

    public DicomDataset(IEnumerable<DicomItem> items)
        : this() => Add(items);

    /// <summary>The syntax that the pixel data is held in; what a file or an association writes unless told otherwise.</summary>
    public DicomTransferSyntax InternalTransferSyntax { get; internal set; }

    /// <summary>Whether values are checked as they are added.</summary>
    internal bool ValidateItems { get; set; } = true;

    /// <summary>The data set around the sequence that this one is an item of.</summary>
    internal DicomDataset? Parent { get; set; }

    /// <summary>What the texts are written in: the own Specific Character Set, else that of the data set around.</summary>
    internal DicomCharacterSet CharacterSet => _ownCharacterSet ?? Parent?.CharacterSet ?? DicomCharacterSet.Default;

    internal IReadOnlyList<DicomItem> Items => _items;

    /// <summary>A copy whose items can be exchanged without touching this one; bulk data is shared, and what is added is checked.</summary>
    public DicomDataset Clone()
    {
        var copy = new DicomDataset(InternalTransferSyntax);
        CopyInto(copy);
        return copy;
    }

    /// <summary>Refuses the first item that breaks the rules of its representation.</summary>
    public void Validate()
    {
        foreach (var item in _items) item.Validate();
    }

    public IEnumerator<DicomItem> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(DicomDataset? other) => other is not null && _items.SequenceEqual(other._items);

    public override bool Equals(object? obj) => Equals(obj as DicomDataset);

    public override int GetHashCode() => HashCode.Combine(_items.Count, _items.Count > 0 ? _items[0].Tag : null);

    public override string ToString() => $"DICOM Dataset [{_items.Count} items]";

    /// <summary>Takes over what a reader collected: in any order, the last of equal tags wins, values as they lie in the file.</summary>
    internal void Load(List<DicomItem> items, DicomCharacterSet? ownCharacterSet)
    {
        _items = items;
        _ownCharacterSet = ownCharacterSet;
        var ordered = true;
        for (var i = 0; i < items.Count; i++)
        {
            ordered &= i == 0 || items[i - 1].Tag.Value < items[i].Tag.Value;
            if (items[i] is DicomSequence sequence) sequence.Owner = this;
        }

        if (!ordered) _items = Ordered(items);
    }

    private static List<DicomItem> Ordered(List<DicomItem> items)
    {
        var keys = new ulong[items.Count];
        for (var i = 0; i < keys.Length; i++) keys[i] = ((ulong)items[i].Tag.Value << 32) | (uint)i;
        Array.Sort(keys);
        var result = new List<DicomItem>(keys.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            if (i + 1 == keys.Length || keys[i] >> 32 != keys[i + 1] >> 32) result.Add(items[(int)(uint)keys[i]]);
        }

        return result;
    }

    private protected void CopyInto(DicomDataset copy) => copy.Load([.. _items.Select(Copy)], _ownCharacterSet);

    private static DicomItem Copy(DicomItem item)
    {
        switch (item)
        {
            case DicomSequence sequence:
                return new DicomSequence(sequence.Tag, [.. sequence.Items.Select(child => child.Clone())]);
            case DicomFragmentSequence fragments:
                DicomFragmentSequence copy = fragments is DicomOtherWordFragment
                    ? new DicomOtherWordFragment(fragments.Tag)
                    : new DicomOtherByteFragment(fragments.Tag);
                foreach (var offset in fragments.OffsetTable) copy.OffsetTable.Add(offset);
                foreach (var fragment in fragments.Fragments) copy.Add(fragment);
                return copy;
            default:
                return item;
        }
    }

    private void UpdateCharacterSet(DicomItem? item)
    {
        _ownCharacterSet = item is DicomStringElement { Count: > 0 } text ? DicomCharacterSet.Of(text.Text.Split('\\')) : null;
        Readopt();
    }

    private void Readopt()
    {
        var set = CharacterSet;
        foreach (var item in _items)
        {
            if (item is DicomStringElement text) text.Adopt(set);
            else if (item is DicomSequence sequence)
            {
                foreach (var child in sequence.Items) child.Readopt();
            }
        }
    }
}
