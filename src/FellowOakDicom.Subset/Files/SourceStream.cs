using FellowOakDicom.IO;

namespace FellowOakDicom;

/// <summary>The rest of a source as a stream, for the inflater.</summary>
internal sealed class SourceStream(ByteSource source) : ForwardStream
{
    public override bool CanRead => true;

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer) => source.ReadSome(buffer);
}
