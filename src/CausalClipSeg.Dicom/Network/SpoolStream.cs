using System.Diagnostics;
using System.Security.Cryptography;

namespace CausalClipSeg.Dicom.Network;

/// <summary>
/// One object on its way into the spool: written as it comes and hashed in passing, so that nobody has to read it again. What goes wrong is
/// remembered and not thrown: the association has to take the rest of the object before its status can say why.
/// </summary>
internal sealed class SpoolStream : Stream
{
    private const int BufferLength = 64 * 1024;
    private readonly FileStream? _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly long _maximum;
    private bool _isDataset;
    private string? _sha256;
    private long _received;

    public SpoolStream(string path, long maximum, string? problem)
    {
        (Path, _maximum, Problem) = (path, maximum, problem);
        if (problem is not null)
            return;
        try
        {
            _file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, BufferLength);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Problem = failure.Message;
        }
    }

    public string Path { get; }

    /// <summary>The span of this object's arrival; whoever answers the sender ends it.</summary>
    public Activity? Span { get; init; }

    /// <summary>Why the object cannot be kept; null as long as it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether that is its length, which no other time of sending changes.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Why what was kept is no data set; null as long as nothing is wrong with it.</summary>
    public string? Unreadable { get; set; }

    public override bool CanRead => false;

    public override bool CanSeek => _file is not null;

    public override bool CanWrite => true;

    public override long Length => _file?.Length ?? 0;

    public override long Position
    {
        get => _file?.Position ?? 0;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <summary>What is written from now on is the data set.</summary>
    public void BeginDataset() => _isDataset = true;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (Problem is not null || _file is null)
            return;
        if (_isDataset && (_received += buffer.Length) > _maximum)
        {
            IsTooLong = Problem is null;
            Fail($"The object is longer than the {_maximum >> 20} MiB that are taken here.");
            return;
        }
        try
        {
            _file.Write(buffer);
            if (_isDataset)
                _hash.AppendData(buffer);
        }
        catch (IOException failure)
        {
            Fail(failure.Message);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Into the page cache: a copy of memory, not worth another thread.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    /// <summary>Ends the writing and gives the hash of the data set, lower-case hexadecimal.</summary>
    public string Complete()
    {
        if (_sha256 is not null)
            return _sha256;
        try
        {
            _file?.Dispose();
        }
        catch (IOException failure)
        {
            Fail(failure.Message);
        }
        return _sha256 = Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public override void Flush()
    {
        // The file is flushed when the object is whole.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => _file?.Seek(offset, origin) ?? 0;

    public override void SetLength(long value) => _file?.SetLength(value);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Complete();
            _hash.Dispose();
            Span?.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>The first thing that goes wrong is the one that is told.</summary>
    public void Fail(string problem) => Problem ??= problem;
}
