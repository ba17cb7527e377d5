using System.Collections.Concurrent;
using System.Globalization;

namespace FellowOakDicom;

/// <summary>
/// Reads the embedded tables: those of PS3.6 and PS3.7, one element a line, tag|VR|VM|keyword|name|retired; and what manufacturers
/// published of their private elements, after a line #creator: group and low byte|VR|VM|name.
/// </summary>
internal static class DicomDictionaryTable
{
    internal static DicomDictionary Load()
    {
        var dictionary = new DicomDictionary(LoadPrivate);
        var multiplicities = new Dictionary<string, DicomVM>(StringComparer.Ordinal);
        var representations = new Dictionary<string, DicomVR[]>(StringComparer.Ordinal);
        foreach (var line in Lines("FellowOakDicom.dicom-dictionary.txt"))
        {
            var cells = line.Split('|');
            if (!representations.TryGetValue(cells[1], out var vrs)) representations[cells[1]] = vrs = ParseVRs(cells[1]);
            if (!multiplicities.TryGetValue(cells[2], out var vm)) multiplicities[cells[2]] = vm = DicomVM.Parse(cells[2]);
            var retired = cells[5] == "R";
            dictionary.Add(cells[0].Contains('x', StringComparison.Ordinal)
                ? new DicomDictionaryEntry(DicomMaskedTag.Parse(cells[0]), cells[4], cells[3], vm, retired, vrs)
                : new DicomDictionaryEntry(ParseTag(cells[0]), cells[4], cells[3], vm, retired, vrs));
        }

        return dictionary;
    }

    private static ConcurrentDictionary<DicomPrivateCreator, DicomDictionary> LoadPrivate(DicomDictionary owner)
    {
        var all = new ConcurrentDictionary<DicomPrivateCreator, DicomDictionary>();
        var creator = new DicomPrivateCreator("");
        var current = new DicomDictionary();
        foreach (var line in Lines("FellowOakDicom.private-dictionary.txt"))
        {
            if (line[0] == '#')
            {
                creator = owner.GetPrivateCreator(line[1..]);
                current = all.GetOrAdd(creator, static _ => new DicomDictionary());
                continue;
            }

            var cells = line.Split('|');
            var number = uint.Parse(cells[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            var tag = new DicomTag((ushort)(number >> 8), (ushort)(0x1000 | (number & 0xFF)), creator);
            var name = cells[3].Length == 0 ? "Unknown" : cells[3];
            current.AddCore(new DicomDictionaryEntry(tag, name, name, DicomVM.Parse(cells[2]), false, DicomVR.Parse(cells[1])));
        }

        return all;
    }

    private static DicomTag ParseTag(string digits) =>
        (DicomTag)uint.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static DicomVR[] ParseVRs(string text) =>
        [.. text.Split('/').Select(code => code == "NONE" ? DicomVR.NONE : DicomVR.Parse(code))];

    private static IEnumerable<string> Lines(string resource)
    {
        using var stream = typeof(DicomDictionaryTable).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {resource}; build it again.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0) yield return line;
        }
    }
}
