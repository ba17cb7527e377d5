namespace CausalClipSeg.Pipeline.Synthetic;

/// <summary>Airspace opacities of one lung: soft, patchy and irregular, and by the same field the exact mask (where it exceeds one half).</summary>
internal sealed class OpacityLayer
{
    private const float ZoneEdge = 0.16f;

    private readonly List<Blob> _blobs = [];
    private readonly LungZones _zones;
    private readonly ChestAnatomy _anatomy;
    private readonly LungField _lungs;
    private readonly int _side;
    private readonly float _softness;
    private readonly float _patchiness;
    private readonly FractalNoise _noise;

    public OpacityLayer(ChestAnatomy anatomy, LungField lungs, PatientSide side, LungZones zones, SeededRandom random)
    {
        (_anatomy, _lungs, _zones, _side) = (anatomy, lungs, zones, side == PatientSide.Right ? 0 : 1);
        Density = random.Between(0.42f, 0.85f);
        _softness = random.Between(0.35f, 1.0f);
        _patchiness = random.Between(0.45f, 1.0f);
        var whole = zones == LungZones.All;
        for (var zone = 0; zone < 3; zone++)
        {
            if (((int)zones & (1 << zone)) != 0) _blobs.Add(Place(zone, whole, random));
        }

        _noise = new FractalNoise(random);
    }

    /// <summary>The share of the lung's air that a dense spot replaces.</summary>
    public float Density { get; }

    /// <summary>The amount of opacity at a point of the lung, 0 to 1; the mask is where it exceeds one half.</summary>
    public float Amount(float x, float y)
    {
        var nearest = float.MaxValue;
        foreach (var blob in _blobs)
        {
            float u = (x - blob.X) / blob.RadiusX, v = (y - blob.Y) / blob.RadiusY;
            nearest = MathF.Min(nearest, u * u + v * v);
        }

        if (nearest > 6f) return 0f;
        var rough = _noise.At(x, y, 5.5f, 5, 0.42f);
        var field = 1f - MathF.Sqrt(nearest) + _patchiness * rough;
        var wander = 0.045f * _noise.At(x + 9f, y, 3f, 2) + 0.012f * rough;
        field = MathF.Min(field, ZoneLimit(_anatomy.ZoneHeight(_side, y + wander)));
        return Math.Clamp(0.5f + field / _softness, 0f, 1f);
    }

    /// <summary>The unevenness inside the opacity, about 1.</summary>
    public float Texture(float x, float y) => 1f + 0.4f * _noise.At(x + 3f, y - 2f, 17f, 4, 0.6f);

    /// <summary>Positive inside the named zones, falling off over a short way beyond their borders; free above the apex and below the base.</summary>
    private float ZoneLimit(float height)
    {
        var zone = height < 1f / 3f ? 0 : height < 2f / 3f ? 1 : 2;
        var inside = ((int)_zones & (1 << zone)) != 0;
        var limit = float.MaxValue;
        for (var border = 1; border <= 2; border++)
        {
            var above = ((int)_zones & (1 << (border - 1))) != 0;
            var below = ((int)_zones & (1 << border)) != 0;
            if (above != below) limit = MathF.Min(limit, MathF.Abs(height - border / 3f));
        }

        return inside ? limit / ZoneEdge * 0.5f : -limit / ZoneEdge * 0.5f;
    }

    private Blob Place(int zone, bool whole, SeededRandom random)
    {
        var height = (zone + random.Between(0.4f, 0.65f)) / 3f;
        var y = _anatomy.ApexY + height * (_anatomy.BaseY(_side) - _anatomy.ApexY);
        float wall = _lungs.Lateral(y), border = _lungs.Medial(_side, y);
        var outward = zone == 2 ? random.Between(0.45f, 0.75f) : random.Between(0.3f, 0.7f);
        var x = border + outward * (wall - border);
        var size = random.Between(0.75f, 1.4f) + (whole ? 0.4f : 0f);
        var radiusX = size * (0.42f * (wall - border) + 0.03f);
        var radiusY = size * 0.22f * (_anatomy.BaseY(_side) - _anatomy.ApexY) * random.Between(0.7f, 1.1f);
        return new Blob(_side == 0 ? -x : x, y, radiusX, radiusY);
    }

    private readonly record struct Blob(float X, float Y, float RadiusX, float RadiusY);
}
