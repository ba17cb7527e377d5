namespace CausalClipSeg.Dicom.Images;

/// <summary>A picture as a radiologist sees it: row by row, 0 black to 1 white.</summary>
public sealed record DisplayImage(int Rows, int Columns, float[] Pixels);
