using System.Collections;
using System.Collections.ObjectModel;

namespace FellowOakDicom;

/// <summary>A sequence of items: SQ (PS3.5 section 7.5), each item a data set of its own.</summary>
public sealed class DicomSequence : DicomItem, IEnumerable<DicomDataset>
{
    public DicomSequence(DicomTag tag, params DicomDataset[] items)
        : base(tag) => Items = new ItemList(this, items ?? []);

    public DicomSequence(DicomTag tag, IEnumerable<DicomDataset> items)
        : this(tag, [.. items])
    {
    }

    public override DicomVR ValueRepresentation => DicomVR.SQ;

    public IList<DicomDataset> Items { get; }

    /// <summary>The data set that the sequence lies in, whose character set its items inherit.</summary>
    internal DicomDataset? Owner
    {
        get;
        set
        {
            field = value;
            foreach (var item in Items) item.Parent = value;
        }
    }

    public override void Validate()
    {
        foreach (var item in Items) item.Validate();
    }

    public IEnumerator<DicomDataset> GetEnumerator() => Items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private sealed class ItemList : Collection<DicomDataset>
    {
        private readonly DicomSequence _sequence;

        internal ItemList(DicomSequence sequence, DicomDataset[] items)
            : base([.. items]) => _sequence = sequence;

        protected override void InsertItem(int index, DicomDataset item)
        {
            item.Parent = _sequence.Owner;
            base.InsertItem(index, item);
        }

        protected override void SetItem(int index, DicomDataset item)
        {
            item.Parent = _sequence.Owner;
            base.SetItem(index, item);
        }
    }
}
