namespace FellowOakDicom.Imaging;

/// <summary>Pixel data that contradict the elements that describe them.</summary>
public sealed class DicomImagingException : DicomException
{
    public DicomImagingException(string message)
        : base(message)
    {
    }

    public DicomImagingException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
