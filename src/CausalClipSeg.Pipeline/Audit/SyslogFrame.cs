using System.Globalization;
using System.Text;
using CausalClipSeg.Persistence;

namespace CausalClipSeg.Pipeline.Audit;

/// <summary>An audit message in its syslog header (RFC 5424), with the count of its octets before it (RFC 5425), as PS3.15 A.7 asks.</summary>
internal static class SyslogFrame
{
    /// <summary>Facility 10 (security and authorisation), severity 5 (notice).</summary>
    private const int Priority = (10 * 8) + 5;

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    public static byte[] Write(AuditRecord record, string application)
    {
        var header = string.Create(CultureInfo.InvariantCulture,
            $"<{Priority}>1 {record.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}Z {Printable(Environment.MachineName, 255)} {Printable(application, 48)} {Environment.ProcessId} DICOM+RFC3881 - ");
        byte[] message = [.. Encoding.ASCII.GetBytes(header), .. ByteOrderMark, .. Encoding.UTF8.GetBytes(record.Message)];
        return [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{message.Length} ")), .. message];
    }

    /// <summary>Names in the header are printable ASCII without spaces.</summary>
    private static string Printable(string name, int longest)
    {
        var text = string.Concat(name.Where(c => c is > ' ' and < '\u007F'));
        return text.Length == 0 ? "-" : text.Length > longest ? text[..longest] : text;
    }
}
