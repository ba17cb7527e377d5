using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace FellowOakDicom;

/// <summary>The data dictionary (PS3.6): what an element is called and which representations its value may have.</summary>
public sealed class DicomDictionary : IEnumerable<DicomDictionaryEntry>
{
    /// <summary>What is said of an element that no dictionary knows.</summary>
    public static readonly DicomDictionaryEntry UnknownTag =
        new(DicomMaskedTag.Parse("xxxxxxxx"), "Unknown", "Unknown", DicomVM.VM_1_n, false, DicomVR.UN, DicomVR.AE, DicomVR.AS, DicomVR.AT,
            DicomVR.CS, DicomVR.DA, DicomVR.DS, DicomVR.DT, DicomVR.FD, DicomVR.FL, DicomVR.IS, DicomVR.LO, DicomVR.LT, DicomVR.OB,
            DicomVR.OD, DicomVR.OF, DicomVR.OL, DicomVR.OV, DicomVR.OW, DicomVR.PN, DicomVR.SH, DicomVR.SL, DicomVR.SQ, DicomVR.SS,
            DicomVR.ST, DicomVR.SV, DicomVR.TM, DicomVR.UC, DicomVR.UI, DicomVR.UL, DicomVR.UR, DicomVR.US, DicomVR.UT, DicomVR.UV);

    public static readonly DicomDictionaryEntry PrivateCreatorTag =
        new(DicomMaskedTag.Parse("xxxx00xx"), "Private Creator", "PrivateCreator", DicomVM.VM_1, false, DicomVR.LO);

    public static readonly DicomDictionaryEntry GroupLengthTag =
        new(DicomMaskedTag.Parse("xxxx0000"), "Group Length", "GroupLength", DicomVM.VM_1, true, DicomVR.UL);

    private static readonly Lazy<DicomDictionary> Shared = new(() => DicomDictionaryTable.Load());

    private readonly ConcurrentDictionary<uint, DicomDictionaryEntry> _entries = new();
    private readonly ConcurrentDictionary<string, DicomDictionaryEntry> _keywords = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DicomPrivateCreator> _creators = new(StringComparer.Ordinal);
    private readonly Lazy<ConcurrentDictionary<DicomPrivateCreator, DicomDictionary>> _private;
    private ImmutableArray<DicomDictionaryEntry> _masked = [];

    public DicomDictionary()
        : this(static _ => new ConcurrentDictionary<DicomPrivateCreator, DicomDictionary>())
    {
    }

    internal DicomDictionary(Func<DicomDictionary, ConcurrentDictionary<DicomPrivateCreator, DicomDictionary>> loadPrivate) =>
        _private = new Lazy<ConcurrentDictionary<DicomPrivateCreator, DicomDictionary>>(() => loadPrivate(this));

    public static DicomDictionary Default => Shared.Value;

    /// <summary>The entry of a tag; <see cref="UnknownTag"/> where the dictionary has none.</summary>
    public DicomDictionaryEntry this[DicomTag tag]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(tag);
            return tag.IsPrivate ? PrivateEntry(tag) : Find(tag.Value) ?? UnknownTag;
        }
    }

    /// <summary>The tag of a keyword such as "PatientID".</summary>
    public DicomTag this[string keyword] => TagOf(keyword)
        ?? throw new DicomDataException($"The data dictionary has no keyword '{keyword}'; see PS3.6 for the keywords.");

    /// <summary>The dictionary of one owner of private elements.</summary>
    public DicomDictionary this[DicomPrivateCreator creator] => _private.Value.GetOrAdd(creator, static _ => new DicomDictionary());

    public DicomPrivateCreator GetPrivateCreator(string creator) => _creators.GetOrAdd(creator, static c => new DicomPrivateCreator(c));

    public void Add(DicomDictionaryEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Tag.PrivateCreator is { } creator && this != this[creator])
        {
            this[creator].AddCore(entry);
            return;
        }

        AddCore(entry);
    }

    public IEnumerator<DicomDictionaryEntry> GetEnumerator() =>
        _entries.Values.Concat(_masked).OrderBy(e => e.Tag.Value).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal DicomTag? TagOf(string keyword) => _keywords.TryGetValue(keyword, out var entry) ? entry.Tag : null;

    /// <summary>The entry of a standard (even) group, without making a tag for it.</summary>
    internal DicomDictionaryEntry? Find(uint tag)
    {
        if (_entries.TryGetValue(tag, out var entry)) return entry;
        foreach (var masked in _masked)
        {
            if (masked.MaskTag is { } mask && (tag & mask.Mask) == mask.Card && ((tag >> 16) & 1) == 0) return masked;
        }

        return (tag & 0xFFFF) == 0 ? GroupLengthTag : null;
    }

    internal bool TryFindPrivate(DicomPrivateCreator creator, ushort group, ushort element, [NotNullWhen(true)] out DicomDictionaryEntry? entry)
    {
        entry = null;
        return _private.Value.TryGetValue(creator, out var dictionary)
            && dictionary._entries.TryGetValue(((uint)group << 16) | (element & 0xFFu), out entry);
    }

    internal void AddCore(DicomDictionaryEntry entry)
    {
        if (entry.MaskTag is null)
            _entries[entry.Tag.IsPrivate ? entry.Tag.Value & 0xFFFF00FF : entry.Tag.Value] = entry;
        else
            ImmutableInterlocked.Update(ref _masked, static (masked, added) => masked.Add(added), entry);
        if (!entry.Tag.IsPrivate) _keywords[entry.Keyword] = entry;
    }

    private DicomDictionaryEntry PrivateEntry(DicomTag tag)
    {
        if (tag.Element == 0) return GroupLengthTag;
        if (tag.IsPrivateCreator) return PrivateCreatorTag;
        return tag.PrivateCreator is { } creator && TryFindPrivate(creator, tag.Group, tag.Element, out var entry) ? entry : UnknownTag;
    }
}
