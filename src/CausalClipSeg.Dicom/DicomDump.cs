using FellowOakDicom;

namespace CausalClipSeg.Dicom;

/// <summary>Every element of a file as text, a line each, sequences indented: what <c>dicom dump</c> prints.</summary>
public static class DicomDump
{
    private const int LongestValue = 100;

    public static void Write(DicomFile file, TextWriter output)
    {
        output.WriteLine($"# {file.Dataset.InternalTransferSyntax.UID.Name} ({file.Dataset.InternalTransferSyntax.UID.UID})");
        Write(file.FileMetaInfo, output, 0);
        Write(file.Dataset, output, 0);
    }

    private static void Write(DicomDataset dataset, TextWriter output, int depth)
    {
        foreach (var item in dataset)
        {
            var indent = new string(' ', depth * 2);
            output.WriteLine($"{indent}{item.Tag} {item.ValueRepresentation.Code} {Text(dataset, item)} # {item.Tag.DictionaryEntry.Keyword}");
            if (item is not DicomSequence sequence)
                continue;
            foreach (var (nested, number) in sequence.Items.Select((nested, i) => (nested, i + 1)))
            {
                output.WriteLine($"{indent}  item {number}");
                Write(nested, output, depth + 2);
            }
        }
    }

    private static string Text(DicomDataset dataset, DicomItem item) => item switch
    {
        DicomSequence sequence => $"({sequence.Items.Count} items)",
        DicomFragmentSequence fragments => $"({fragments.Fragments.Count} fragments)",
        DicomElement { Count: > 0 } element when !element.ValueRepresentation.IsString && element.Length > LongestValue => $"({element.Length} bytes)",
        DicomElement { Count: > 1 } element when IsNumber(element) && dataset.TryGetValues<string>(item.Tag, out var values) => Bracketed(string.Join('\\', values)),
        _ when dataset.TryGetString(item.Tag, out var value) => Bracketed(value),
        _ => "",
    };

    // The single text of a numeric element is its first number.
    private static bool IsNumber(DicomElement element) => !element.ValueRepresentation.IsString && element is not DicomAttributeTag;

    private static string Bracketed(string value) => $"[{(value.Length > LongestValue ? value[..LongestValue] + "…" : value)}]";
}
