namespace CausalClipSeg.Model;

/// <summary>Linear warm-up, then a cosine down to a hundredth.</summary>
internal sealed record LearningSchedule(long WarmupSteps, long TotalSteps)
{
    private const double Floor = 0.01;

    public double At(long step)
    {
        if (step < WarmupSteps)
            return (step + 1.0) / WarmupSteps;
        var progress = Math.Min(1, (step - WarmupSteps) / (double)Math.Max(1, TotalSteps - WarmupSteps));
        return Floor + (1 - Floor) * (1 + Math.Cos(Math.PI * progress)) / 2;
    }
}
