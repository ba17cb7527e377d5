namespace CausalClipSeg.Model;

/// <summary>Pixel counts of an answer and the truth; two empty masks agree perfectly.</summary>
public readonly record struct Overlap(long Both, long Answer, long Truth)
{
    public double Dice => Answer + Truth == 0 ? 1 : 2.0 * Both / (Answer + Truth);

    public double Iou => Answer + Truth == 0 ? 1 : Both / (double)(Answer + Truth - Both);

    public static Overlap operator +(Overlap a, Overlap b) => new(a.Both + b.Both, a.Answer + b.Answer, a.Truth + b.Truth);

    public static Overlap Add(Overlap a, Overlap b) => a + b;

    public static Overlap Of(BinaryMask answer, BinaryMask truth, string name)
    {
        if (answer.Rows != truth.Rows || answer.Columns != truth.Columns)
            throw new TrainingDataException($"{name}: the mask is {truth.Columns}x{truth.Rows}, its picture {answer.Columns}x{answer.Rows}.");
        long both = 0;
        for (var i = 0; i < truth.Pixels.Length; i++)
            both += answer.Pixels[i] & truth.Pixels[i];
        return new Overlap(both, answer.Area, truth.Area);
    }
}
