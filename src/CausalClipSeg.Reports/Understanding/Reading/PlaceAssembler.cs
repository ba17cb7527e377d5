using CausalClipSeg.Reports.Understanding.Lexicon;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Puts sides and zones together in either order: "right upper and lower", "lower lobe on the left", "right upper and left lower".</summary>
internal sealed class PlaceAssembler
{
    private readonly List<PlaceGroup> _groups = [];
    private bool _left;
    private bool _right;
    private ZoneSet _zones;
    private bool _zoneFirst;
    private bool _joined;
    private bool _compared;
    private bool _plural;
    private bool _whole;
    private int _start = -1;
    private int _end;

    private bool HasSide => _left || _right;

    public void Take(Place place, int start, int end, bool isPlural)
    {
        _plural |= isPlural && place.Kind is PlaceKind.Zone or PlaceKind.Region;
        switch (place.Kind)
        {
            case PlaceKind.Join:
                _joined = true;
                return;
            case PlaceKind.Compare:
                _compared = true;
                // "right greater than left" is written out as one phrase too.
                if (place.Phrase.Contains("left", StringComparison.Ordinal)) TakeSide(FindingSide.Bilateral, start);
                return;
            case PlaceKind.Zone when place.Side != FindingSide.None:
                TakeSide(place.Side, start);
                _zones |= place.Zones;
                break;
            case PlaceKind.Whole:
                _whole = true;
                if (_start < 0) _start = start;
                break;
            case PlaceKind.Zone:
                TakeZone(place.Zones, start);
                break;
            case PlaceKind.Side:
                TakeSide(place.Side, start);
                break;
        }

        if (place.Kind is not PlaceKind.Link) (_end, _joined, _compared) = (end, false, false);
    }

    public List<PlaceGroup> Finish()
    {
        Flush();
        return _groups;
    }

    private void TakeSide(FindingSide side, int start)
    {
        if (HasSide && !_compared && !(_joined && _zones == ZoneSet.None))
        {
            var repeats = side == FindingSide.Bilateral ? _left && _right : side == FindingSide.Left ? _left && !_right : _right && !_left;
            if (!repeats || _zones != ZoneSet.None) Flush();
        }

        if (!HasSide) _zoneFirst = _zones != ZoneSet.None;
        if (_start < 0) _start = start;
        _left |= side is FindingSide.Left or FindingSide.Bilateral;
        _right |= side is FindingSide.Right or FindingSide.Bilateral;
    }

    private void TakeZone(ZoneSet zones, int start)
    {
        // After "upper left" an "and lower" waits for its own side.
        if (HasSide && _zoneFirst && _joined) Flush();
        if (_start < 0) _start = start;
        _zones |= zones;
    }

    private void Flush()
    {
        if (_start < 0) return;
        if (_whole && _zones == ZoneSet.None) _zones = ZoneSet.All;
        if (_plural && !HasSide && _zones != ZoneSet.None && _groups.Count == 0) _left = _right = true;
        var side = _left && _right ? FindingSide.Bilateral : _left ? FindingSide.Left : _right ? FindingSide.Right : FindingSide.None;
        // A zone that waited for a side in vain belongs with the side before it.
        if (side == FindingSide.None && _groups.Count > 0 && _groups[^1].Side != FindingSide.None)
            _groups[^1] = _groups[^1] with { Zones = _groups[^1].Zones | _zones, End = _end };
        else
            _groups.Add(new(side, _zones, _start, _end));
        (_left, _right, _zones, _zoneFirst, _plural, _whole, _start) = (false, false, ZoneSet.None, false, false, false, -1);
    }
}
