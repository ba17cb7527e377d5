namespace FellowOakDicom;

/// <summary>Anything that DICOM data or a DICOM peer got wrong.</summary>
public class DicomException : Exception
{
    public DicomException(string message)
        : base(message)
    {
    }

    public DicomException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>An element is missing, or does not hold what was asked of it.</summary>
public sealed class DicomDataException : DicomException
{
    public DicomDataException(string message)
        : base(message)
    {
    }

    public DicomDataException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>A value breaks the rules of its representation (PS3.5 section 6.2).</summary>
public sealed class DicomValidationException(string content, DicomVR vr, string message)
    : DicomException($"Content \"{content}\" does not validate VR {vr.Code}: {message}")
{
    public string Content { get; } = content;

    public DicomVR VR { get; } = vr;
}

/// <summary>A file is not DICOM, or is damaged; tells what was read until then.</summary>
public sealed class DicomFileException : DicomException
{
    public DicomFileException(DicomFile? file, string message)
        : base(message) => File = file;

    public DicomFileException(DicomFile? file, string message, Exception? innerException)
        : base(message, innerException) => File = file;

    public DicomFile? File { get; }
}
