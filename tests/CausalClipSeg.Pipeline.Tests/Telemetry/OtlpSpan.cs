using System.Text;

namespace CausalClipSeg.Tests;

/// <summary>A span as it was exported (opentelemetry-proto, trace/v1): its place in the trace, its name, its tags that are text.</summary>
internal sealed record OtlpSpan(string TraceId, string SpanId, string ParentId, string Name, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<string> LinkedTraces)
{
    /// <summary>ExportTraceServiceRequest: resource_spans = 1, scope_spans = 2, spans = 2.</summary>
    public static IEnumerable<OtlpSpan> Read(byte[] request) =>
        from resource in Fields(request, 1)
        from scope in Fields(resource, 2)
        from span in Fields(scope, 2)
        select Of(span);

    private static OtlpSpan Of(byte[] span) => new(
        Id(span, 1), Id(span, 2), Id(span, 4), Text(span, 5),
        Fields(span, 9).ToDictionary(tag => Text(tag, 1), tag => Fields(tag, 2).Select(value => Text(value, 1)).FirstOrDefault() ?? ""),
        [.. Fields(span, 13).Select(link => Id(link, 1))]);

    private static string Id(byte[] message, int field) => Fields(message, field).Select(Convert.ToHexStringLower).FirstOrDefault() ?? "";

    private static string Text(byte[] message, int field) => Fields(message, field).Select(Encoding.UTF8.GetString).FirstOrDefault() ?? "";

    /// <summary>The length-delimited values of one field.</summary>
    private static List<byte[]> Fields(byte[] message, int field)
    {
        var (found, at) = (new List<byte[]>(), 0);
        while (at < message.Length)
        {
            var key = Varint(message, ref at);
            switch (key & 7)
            {
                case 0:
                    Varint(message, ref at);
                    break;
                case 1:
                    at += 8;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    var length = (int)Varint(message, ref at);
                    if ((int)(key >> 3) == field)
                        found.Add(message[at..(at + length)]);
                    at += length;
                    break;
            }
        }
        return found;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        var (value, shift) = (0UL, 0);
        while (true)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
            shift += 7;
        }
    }
}
