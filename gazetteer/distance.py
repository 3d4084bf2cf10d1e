"""Distances on the WGS 84 ellipsoid, light enough for the look-up path.

pyproj answers the same question, but importing it takes longer than a whole look-up may.
"""

from math import asin, atan, atan2, cos, hypot, pi, radians, sin, sqrt, tan

_A = 6_378_137.0  # WGS 84 semi-major axis in metres
_F = 1 / 298.257223563
_B = _A * (1 - _F)
_MEAN_RADIUS = 6_371_008.8  # IUGG mean radius in metres
_ROUNDS = 50


def distance_m(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the geodesic distance in metres between two positions in degrees.

    Vincenty's inverse formula (Survey Review 23, 1975), right to less than a millimetre. For the
    nearly antipodal pairs where it does not converge the great circle stands in, within 0.6 %.

    >>> round(distance_m(39.8153, 46.7519, 40.4093, 49.8671))
    273633
    """
    difference = radians((other_lon - lon + 180) % 360 - 180)
    u = atan((1 - _F) * tan(radians(lat)))
    v = atan((1 - _F) * tan(radians(other_lat)))
    sin_u, cos_u, sin_v, cos_v = sin(u), cos(u), sin(v), cos(v)
    turn = difference
    for _ in range(_ROUNDS):
        sin_turn, cos_turn = sin(turn), cos(turn)
        sin_arc = hypot(cos_v * sin_turn, cos_u * sin_v - sin_u * cos_v * cos_turn)
        if sin_arc == 0:
            return 0.0
        cos_arc = sin_u * sin_v + cos_u * cos_v * cos_turn
        arc = atan2(sin_arc, cos_arc)
        sin_azimuth = cos_u * cos_v * sin_turn / sin_arc
        cos2_azimuth = 1 - sin_azimuth**2
        middle = cos_arc - 2 * sin_u * sin_v / cos2_azimuth if cos2_azimuth > 1e-15 else 0.0
        c = _F / 16 * cos2_azimuth * (4 + _F * (4 - 3 * cos2_azimuth))
        before = turn
        turn = difference + (1 - c) * _F * sin_azimuth * (
            arc + c * sin_arc * (middle + c * cos_arc * (2 * middle**2 - 1))
        )
        if abs(turn) > pi:
            break
        if abs(turn - before) < 1e-12:
            return _length(arc, sin_arc, cos_arc, cos2_azimuth, middle)
    return great_circle_m(lat, lon, other_lat, other_lon)


def _length(
    arc: float, sin_arc: float, cos_arc: float, cos2_azimuth: float, middle: float
) -> float:
    u2 = cos2_azimuth * (_A**2 - _B**2) / _B**2
    a = 1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)))
    b = u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2)))
    fourth = b / 6 * middle * (4 * sin_arc**2 - 3) * (4 * middle**2 - 3)
    return (
        _B * a * (arc - b * sin_arc * (middle + b / 4 * (cos_arc * (2 * middle**2 - 1) - fourth)))
    )


def great_circle_m(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the distance in metres on a sphere, within 0.6 % of the geodesic."""
    phi, psi = radians(lat), radians(other_lat)
    half = sin((psi - phi) / 2) ** 2
    half += cos(phi) * cos(psi) * sin(radians(other_lon - lon) / 2) ** 2
    return 2 * _MEAN_RADIUS * asin(min(1.0, sqrt(half)))


def unit_vector(lat: float, lon: float) -> tuple[float, float, float]:
    """Return the point of the unit sphere at a position in degrees."""
    phi, theta = radians(lat), radians(lon)
    return cos(phi) * cos(theta), cos(phi) * sin(theta), sin(phi)
