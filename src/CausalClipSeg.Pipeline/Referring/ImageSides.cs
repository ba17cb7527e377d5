using CausalClipSeg.Dicom.Images;
using CausalClipSeg.Model;
using CausalClipSeg.Pipeline.Configuration;

namespace CausalClipSeg.Pipeline.Referring;

/// <summary>Where the patient's left lies on an image, or why a model of frontal chests must not be asked about it.</summary>
internal readonly record struct ImageSides
{
    public bool LeftIsViewersRight { get; private init; }

    public string? OutsideModel { get; private init; }

    public string? Parked { get; private init; }

    public static ImageSides Of(RadiographOrientation orientation, BundleManifest model, ReferringOptions options)
    {
        if (!orientation.IsProjectionRadiograph)
            return new() { OutsideModel = orientation.Reason };
        if (WhyOutside(orientation, model, options.CheckBodyPart) is { } reason)
            return new() { OutsideModel = reason };
        if (orientation.Upright == Upright.HeadDown)
            return new() { Parked = "The image shows the patient upside down; turn it upright and send it again as a new image." };
        var trusted = options.UnknownOrientation == UnknownOrientationPolicy.AssumeStandard;
        return orientation.PatientLeft switch
        {
            ViewerSide.Right => new() { LeftIsViewersRight = true },
            ViewerSide.Left => new() { LeftIsViewersRight = false },
            _ when orientation.StatesOrientation => new() { Parked = orientation.Reason },
            _ when trusted => new() { LeftIsViewersRight = true },
            _ => new() { Parked = $"{orientation.Reason} A site that trusts its sources sets Referring:UnknownOrientation to AssumeStandard." },
        };
    }

    private static string? WhyOutside(RadiographOrientation orientation, BundleManifest model, bool checkBodyPart)
    {
        if (orientation.View is RadiographView.Lateral or RadiographView.Oblique or RadiographView.Decubitus)
            return $"A {orientation.View.ToString().ToLowerInvariant()} view is not segmented by a model of frontal views.";
        var view = orientation.View switch { RadiographView.PosteroAnterior => "PA", RadiographView.AnteroPosterior => "AP", _ => null };
        if (view is not null && !model.Views.Contains(view))
            return $"{model.Name} was not trained on {view} views (its views: {string.Join(", ", model.Views)}).";
        return checkBodyPart && IsElsewhere(orientation.BodyPart) ? $"The image shows {orientation.BodyPart} (Body Part Examined, 0018,0015), and {model.Name} is a model of the chest." : null;
    }

    // PS3.16 annex L; many modalities leave it out or write their own word, so only what is surely another part counts.
    private static bool IsElsewhere(string bodyPart) =>
        bodyPart is "ABDOMEN" or "PELVIS" or "HIP" or "KNEE" or "LEG" or "FOOT" or "ANKLE" or "TOE" or "HAND" or "WRIST" or "FINGER" or "THUMB" or "ELBOW" or "ARM" or "FOREARM" or "HUMERUS" or "RADIUS" or "ULNA"
            or "FEMUR" or "TIBIA" or "FIBULA" or "TIBIAFIBULA" or "SKULL" or "HEAD" or "NECK" or "JAW" or "SINUS" or "ORBIT" or "CSPINE" or "LSPINE" or "SSPINE" or "COCCYX" or "HEEL" or "CALCANEUS" or "BREAST" or "EXTREMITY";
}
