using CausalClipSeg.Reports.Understanding.Lexicon;

namespace CausalClipSeg.Reports.Understanding.Reading;

/// <summary>Puts sides and zones together in either order: "right upper and lower", "lower lobe on the left", "right upper and left lower".</summary>
internal sealed class PlaceAssembler
{
    private readonly List<PlaceGroup> _groups = [];
    private bool _left;
    private bool _right;
    private ZoneSet _zones;
    private ZoneSet _list;
    private bool _listIsNew;
    private bool _zoneFirst;
    private bool _joined;
    private bool _ranged;
    private bool _compared;
    private bool _regionSeen;
    private bool _plural;
    private bool _whole;
    private int _start = -1;
    private int _end;

    private bool HasSide => _left || _right;

    private ZoneSet AllZones => _zones | _list;

    /// <summary>A comma parts a list as "and" does.</summary>
    public void Comma() => _joined = true;

    public void Take(Place place, int start, int end, bool isPlural)
    {
        switch (place.Kind)
        {
            case PlaceKind.Join:
                _joined = true;
                return;
            case PlaceKind.Range:
                _joined = _ranged = true;
                return;
            case PlaceKind.Compare:
                _compared = true;
                return;
            case PlaceKind.Link:
                return;
            case PlaceKind.Region:
                _regionSeen = true;
                break;
            case PlaceKind.Whole:
                _whole = true;
                if (_start < 0) _start = start;
                break;
            default:
                if (place.Side != FindingSide.None) TakeSide(place.Side, start);
                if (place.Zones != ZoneSet.None) TakeZone(place.Zones, start);
                break;
        }

        _plural |= isPlural && place.Kind is PlaceKind.Zone or PlaceKind.Region;
        (_end, _joined, _ranged, _compared) = (end, false, false, false);
    }

    public List<PlaceGroup> Finish()
    {
        _zones |= _list;
        Flush();
        return _groups;
    }

    private void TakeSide(FindingSide side, int start)
    {
        if (_list != ZoneSet.None && _listIsNew && !_joined && HasSide) LeadListToNewSide();
        else if (HasSide && !_compared && !(_joined && AllZones == ZoneSet.None && !_regionSeen) && !Repeats(side)) CloseGroup();
        if (!HasSide) _zoneFirst = AllZones != ZoneSet.None;
        if (_start < 0) _start = start;
        _left |= side is FindingSide.Left or FindingSide.Bilateral;
        _right |= side is FindingSide.Right or FindingSide.Bilateral;
        _regionSeen = false;
    }

    private bool Repeats(FindingSide side) =>
        AllZones == ZoneSet.None && side switch { FindingSide.Left => _left && !_right, FindingSide.Right => _right && !_left, _ => _left && _right };

    private void TakeZone(ZoneSet zones, int start)
    {
        // After "upper left" an "and lower" waits for its own side.
        if (HasSide && _zoneFirst && _joined) CloseGroup();
        if (_regionSeen && _joined)
        {
            _zones |= _list;
            _list = ZoneSet.None;
            _listIsNew = true;
        }

        if (_start < 0) _start = start;
        _list |= zones;
        // "upper to lower zones" has the middle one between them.
        if (_ranged && _list == (ZoneSet.Upper | ZoneSet.Lower)) _list = ZoneSet.All;
        _regionSeen = false;
    }

    // "both lungs, the upper zones on the right": the list is the new side's; both lungs alone said nothing more.
    private void LeadListToNewSide()
    {
        var list = _list;
        _list = ZoneSet.None;
        if (_left && _right && _zones == ZoneSet.None) Reset();
        else Flush();
        _list = list;
    }

    private void CloseGroup()
    {
        _zones |= _list;
        Flush();
    }

    private void Flush()
    {
        if (_start >= 0)
        {
            if (_whole && _zones == ZoneSet.None) _zones = ZoneSet.All;
            var inferred = _plural && !HasSide && _zones != ZoneSet.None && _groups.Count == 0;
            var side = inferred || (_left && _right) ? FindingSide.Bilateral : _left ? FindingSide.Left : _right ? FindingSide.Right : FindingSide.None;
            // A zone that waited for a side in vain belongs with the side before it.
            if (side == FindingSide.None && _groups.Count > 0 && _groups[^1].Side != FindingSide.None)
                _groups[^1] = _groups[^1] with { Zones = _groups[^1].Zones | _zones, End = _end };
            else
                _groups.Add(new(side, _zones, inferred, _start, _end));
        }

        Reset();
    }

    private void Reset()
    {
        (_left, _right, _zoneFirst, _listIsNew, _plural, _whole, _regionSeen) = (false, false, false, false, false, false, false);
        (_zones, _list, _start) = (ZoneSet.None, ZoneSet.None, -1);
    }
}
