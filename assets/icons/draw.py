"""Draws Neem's icons: writes the SVG files of this folder. Run by recipe.sh.

Fyne tints an icon by replacing the fill of each path, and drops strokes' colour,
fill rules, rounded corners and everything else of SVG on the way. So every icon
is one <path> with one fill. What is written below as lines is turned into
outlines here, and holes run the other way round than the shape around them.

An icon is a list of strokes S, filled shapes F, holes H and stroked holes HS on
a canvas of 24 by 24. Strokes are 2 wide with round ends. Holes must not overlap
one another. `d` is ordinary SVG path data (M L H V C A Z, upper or lower case;
arcs only of circles).

Drawn for Neem. Licence: CC BY-SA 4.0, see README.md.
"""

import math
import re
import sys

# ---- Geometry: a path is a list of (closed, [cubic]); a cubic is 4 complex numbers.


def line(a, b):
    return (a, a + (b - a) / 3, a + (b - a) * 2 / 3, b)


def is_line(c):
    d = c[3] - c[0]
    return abs(d) > 1e-9 and all(abs(((p - c[0]) * d.conjugate()).imag) < 1e-6 for p in c[1:3])


def circle_arc(center, r, a0, a1):
    """Cubics for an arc from angle a0 to a1 (radians, growing clockwise on screen)."""
    n = max(1, math.ceil(abs(a1 - a0) / (math.pi / 2) - 1e-9))
    h = (a1 - a0) / n
    k = 4 / 3 * math.tan(h / 4) * r
    out = []
    for i in range(n):
        u, v = (complex(math.cos(a), math.sin(a)) for a in (a0 + i * h, a0 + i * h + h))
        p, q = center + r * u, center + r * v
        out.append((p, p + k * 1j * u, q - k * 1j * v, q))
    return out


def svg_arc(a, b, r, large, sweep):
    d = b - a
    r = max(r, abs(d) / 2)
    h = math.sqrt(max(0, r * r - abs(d) ** 2 / 4))
    n = 1j * d / abs(d)  # to the right of the chord on screen
    center = (a + b) / 2 + (-n if large == sweep else n) * h
    a0 = math.atan2((a - center).imag, (a - center).real)
    a1 = math.atan2((b - center).imag, (b - center).real)
    if sweep and a1 < a0:
        a1 += 2 * math.pi
    if not sweep and a1 > a0:
        a1 -= 2 * math.pi
    return circle_arc(center, r, a0, a1)


def parse(d):
    words = re.findall(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)", d)
    paths, segs, pos, start, cmd = [], [], 0j, 0j, ""
    i = 0

    def num():
        nonlocal i
        i += 1
        return float(words[i - 1])

    def point(rel):
        x = num()
        return complex(x, num()) + (pos if rel else 0)

    while i < len(words):
        if words[i].isalpha():
            cmd = words[i]
            i += 1
        rel, c = cmd.islower(), cmd.upper()
        if c == "M":
            if segs:
                paths.append((False, segs))
                segs = []
            pos = start = point(rel)
            cmd = "l" if rel else "L"
        elif c == "Z":
            if abs(pos - start) > 1e-9:
                segs.append(line(pos, start))
            paths.append((True, segs))
            segs, pos = [], start
        else:
            if c == "C":
                p1, p2, p3 = point(rel), point(rel), point(rel)
                new = [(pos, p1, p2, p3)]
            elif c == "A":
                r, _, _, large, sweep = num(), num(), num(), num(), num()
                new = svg_arc(pos, point(rel), r, bool(large), bool(sweep))
            elif c == "L":
                new = [line(pos, point(rel))]
            elif c == "H":
                new = [line(pos, complex(num() + (pos.real if rel else 0), pos.imag))]
            elif c == "V":
                new = [line(pos, complex(pos.real, num() + (pos.imag if rel else 0)))]
            else:
                sys.exit("draw.py: no path command " + cmd)
            segs += [s for s in new if abs(s[3] - s[0]) > 1e-9]
            pos = new[-1][3]
    if segs:
        paths.append((False, segs))
    return paths


def at(c, t):
    s = 1 - t
    return s**3 * c[0] + 3 * s * s * t * c[1] + 3 * s * t * t * c[2] + t**3 * c[3]


def slope(c, t):
    s = 1 - t
    d = 3 * (s * s * (c[1] - c[0]) + 2 * s * t * (c[2] - c[1]) + t * t * (c[3] - c[2]))
    if abs(d) < 1e-9:  # a control point on the end point
        d = (c[2] - c[0]) if t < 0.5 else (c[3] - c[1])
    return d


def bend(c, t):
    s = 1 - t
    d2 = 6 * (s * (c[2] - 2 * c[1] + c[0]) + t * (c[3] - 2 * c[2] + c[1]))
    d = slope(c, t)
    return (d.conjugate() * d2).imag / abs(d) ** 3


def part(c, t0, t1):
    h = (t1 - t0) / 3
    a, b = at(c, t0), at(c, t1)
    return (a, a + slope(c, t0) * h, b - slope(c, t1) * h, b)


def offset(c, dist):
    """The curve beside c, dist to the right on screen."""
    if is_line(c):
        n = 1j * (c[3] - c[0]) / abs(c[3] - c[0]) * dist
        return [line(c[0] + n, c[3] + n)]
    out, n = [], 4
    for i in range(n):
        t0, t1 = i / n, (i + 1) / n
        ends = []
        for t in (t0, t1):
            d = slope(c, t)
            ends.append((at(c, t) + 1j * d / abs(d) * dist, d * (1 - dist * bend(c, t))))
        h = (t1 - t0) / 3
        out.append((ends[0][0], ends[0][0] + ends[0][1] * h, ends[1][0] - ends[1][1] * h, ends[1][0]))
    return out


def reverse(loop):
    return [c[::-1] for c in reversed(loop)]


def area(loop):
    total = 0
    for c in loop:
        pts = [at(c, i / 8) for i in range(9)]
        total += sum((p.conjugate() * q).imag for p, q in zip(pts, pts[1:]))
    return total / 2


def turned(loop, positive):
    return loop if (area(loop) > 0) == positive else reverse(loop)


def smooth(a, b):
    u, v = slope(a, 1), slope(b, 0)
    return (u.conjugate() * v).real > 0.9998 * abs(u) * abs(v)


def beside(segs, dist, closed):
    """The line beside segs, dist to the right on screen, with rounded corners."""
    loop = []
    for i, c in enumerate(segs):
        new = offset(c, dist)
        if i:
            join(loop, segs[i - 1], c, new, dist)
        loop += new
    if closed:
        first = [loop.pop(0)]
        join(loop, segs[-1], segs[0], first, dist)
        loop = first + loop
    return loop


def join(loop, before, after, new, dist):
    """Joins new, which runs beside after, to the end of loop, which runs beside before."""
    if smooth(before, after):
        return
    pivot = after[0]
    n1, n2 = (1j * v / abs(v) for v in (slope(before, 1), slope(after, 0)))
    turn = (n1.conjugate() * n2).imag
    if turn * dist < 0:  # the outer side of the corner
        a0 = math.atan2((dist * n1).imag, (dist * n1).real)
        a1 = a0 + math.atan2(turn, (n1.conjugate() * n2).real)
        loop += circle_arc(pivot, abs(dist), a0, a1)
        return
    if is_line(before) and is_line(after):
        corner = pivot + dist * (n1 + n2) / (1 + (n1.conjugate() * n2).real)
        loop[-1] = line(loop[-1][0], corner)
        new[0] = line(corner, new[0][3])
    else:
        loop += [line(loop[-1][3], pivot), line(pivot, new[0][0])]


def outline(d, width):
    """Loops around the lines of d, so that no edge is drawn twice: where two edges
    lie upon one another, a renderer's smoothing makes a bump."""
    r, loops = width / 2, []
    for closed, segs in parse(d) if isinstance(d, str) else d:
        if closed:
            outer, inner = sorted((turned(beside(segs, k, True), True) for k in (r, -r)), key=area, reverse=True)
            loops += [outer, reverse(inner)]
            continue
        loop = []
        for way in (segs, reverse(segs)):
            loop += beside(way, -r, False)
            end = slope(way[-1], 1)
            a = math.atan2(end.imag, end.real)
            loop += circle_arc(way[-1][3], r, a - math.pi / 2, a + math.pi / 2)
        loops.append(loop)
    return loops


def S(d, width=2.0):
    return outline(d, width)


def HS(d, width=2.0):
    return [reverse(loop) for loop in outline(d, width)]


def F(d):
    return [turned(segs if closed else segs + [line(segs[-1][3], segs[0][0])], True) for closed, segs in (parse(d) if isinstance(d, str) else d)]


def H(d):
    return [reverse(loop) for loop in F(d)]


def circle(x, y, r):
    return [(True, circle_arc(complex(x, y), r, 0, 2 * math.pi))]


def box(x, y, w, h, r):
    return f"M{x + r} {y}h{w - 2 * r}a{r} {r} 0 0 1 {r} {r}v{h - 2 * r}a{r} {r} 0 0 1 {-r} {r}h{2 * r - w}a{r} {r} 0 0 1 {-r} {-r}v{2 * r - h}a{r} {r} 0 0 1 {r} {-r}z"


def arc(x, y, r, a0, a1):
    """Part of a circle; degrees, clockwise from the right."""
    return [(False, circle_arc(complex(x, y), r, math.radians(a0), math.radians(a1)))]


def away(d, a, b, gap):
    """The lines of d without what lies nearer than gap to the line from a to b."""
    out = []

    def near(p):
        t = ((p - a) * (b - a).conjugate()).real / abs(b - a) ** 2
        return abs(p - a - min(1, max(0, t)) * (b - a)) < gap

    for _, segs in parse(d) if isinstance(d, str) else d:
        for c in segs:
            n, first = 400, None
            for i in range(n + 1):
                if not near(at(c, i / n)):
                    first = i if first is None else first
                    if i < n:
                        continue
                    last = n
                else:
                    last = i - 1
                if first is not None and last > first:
                    piece = part(c, first / n, last / n)
                    if out and abs(out[-1][1][-1][3] - piece[0]) < 1e-6:
                        out[-1][1].append(piece)
                    else:
                        out.append((False, [piece]))
                first = None
    return out


# ---- The neem leaflet: curved like a sickle, one half broader, toothed, long tip.


def leaflet(base, tip, sag, wide, narrow, teeth, depth):
    """The outer and the inner half of a leaflet from base to tip, and its midrib.

    The midrib bends to the right (on screen) of the line from base to tip by sag,
    a share of its length, to the left if sag is negative. The outer half lies on
    the side of the bend. wide and narrow are the half widths as shares of the
    length, teeth the number of teeth on the outer edge, depth theirs as a share
    of the half width.
    """
    d = tip - base
    rib = (base, base + d * 0.28 + 1j * d * sag * 1.1, base + d * 0.66 + 1j * d * sag * 1.25, tip)
    side = 1 if sag > 0 else -1

    def edge(width, n, side, start):
        def out(t, w):
            v = slope(rib, t)
            return at(rib, t) + side * 1j * v / abs(v) * w

        def profile(t):
            # Broadest in the lower half, drawn out to a long point.
            return width * abs(d) * 2.42 * t**0.62 * (1 - t) ** 1.02

        stops = [start + (0.86 - start) * (i / n) ** 0.9 for i in range(1, n + 1)]
        segs, pos, prev = [], base, 0.0
        for t in stops + [1.0]:
            peak = out(t, profile(t) * (1 + depth / 2)) if t < 1 else tip
            # Each tooth a flat bow; the first one follows the edge.
            mid = (prev + t) / 2
            bow = out(mid, profile(mid) * (1.03 if prev == 0 or t == 1 else 1 + depth * 0.12))
            c = 2 * bow - (pos + peak) / 2
            segs.append((pos, pos + (c - pos) * 2 / 3, peak + (c - peak) * 2 / 3, peak))
            if t < 1:
                pos = out(t + 0.004, profile(t) * (1 - depth / 2))
                segs.append(line(peak, pos))
            prev = t
        return segs

    outer = edge(wide, teeth, side, 0.14)
    inner = edge(narrow, max(2, teeth - 1), -side, 0.22)
    return outer + reverse([rib]), [rib] + reverse(inner), rib


# ---- Interface icons.

EYE = "M2.5 12C5 7.6 8.2 5.5 12 5.5C15.8 5.5 19 7.6 21.5 12C19 16.4 15.8 18.5 12 18.5C8.2 18.5 5 16.4 2.5 12Z"
SHIELD = "M12 3L19.5 5.8V11.5C19.5 16 16.6 19.2 12 21C7.4 19.2 4.5 16 4.5 11.5V5.8Z"


def gear(teeth, outer, root):
    pts = []
    for i in range(teeth):
        a = 2 * math.pi * i / teeth - math.pi / 2
        step = 2 * math.pi / teeth
        for r, f in ((root, -0.33), (outer, -0.19), (outer, 0.19), (root, 0.33)):
            pts.append(complex(12, 12) + r * complex(math.cos(a + f * step), math.sin(a + f * step)))
    return "M" + "L".join(f"{p.real:.3f} {p.imag:.3f}" for p in pts) + "Z"


def question(x, y, s=1.0):
    """A question mark without its dot, centred on x, its middle at y."""
    return f"M{x - 2.6 * s} {y - 2.2 * s}A{2.6 * s} {2.6 * s} 0 1 1 {x + 1.3 * s} {y + 0.05 * s}C{x + 0.4 * s} {y + 0.6 * s} {x} {y + 1.0 * s} {x} {y + 2.0 * s}"


def neem_leaf():
    outer, inner, rib = leaflet(6 + 18.8j, 21.4 + 2.8j, -0.13, 0.26, 0.21, 4, 0.3)
    whole = turned(outer[:-1] + inner[1:], True)
    vein = [(False, [part(rib, 0.16, 0.62)])]
    way = (rib[0] - rib[1]) / abs(rib[0] - rib[1])
    return [whole] + HS(vein, 1.2) + S([(False, [line(rib[0] + way * 2.6, rib[0] - way * 1.2)])], 1.8)


ICONS = {
    "alert": S("M12 4L21 19.5H3Z") + S("M12 10V13.8") + F(circle(12, 16.7, 1.2)),
    "search": S(circle(10.5, 10.5, 6.5)) + S("M15.4 15.4L21 21"),
    "help": S(circle(12, 12, 9)) + S(circle(12, 12, 3.6)) + S("M14.6 14.6L18.3 18.3M9.4 14.6L5.7 18.3M9.4 9.4L5.7 5.7M14.6 9.4L18.3 5.7"),
    "phone": S("M6.8 3.5H8.9L10.9 8.2L8.5 10C9.7 12.5 11.5 14.3 14 15.5L15.8 13.1L20.5 15.1V17.2C20.5 19.3 18.8 20.7 16.8 20.5C9.6 19.8 4.2 14.4 3.5 7.2C3.3 5.2 4.7 3.5 6.8 3.5Z"),
    "globe": S(circle(12, 12, 9)) + S("M12 3C16.6 8 16.6 16 12 21C7.4 16 7.4 8 12 3Z") + S("M3 12H21"),
    "message": S("M5 4H19A2 2 0 0 1 21 6V14.5A2 2 0 0 1 19 16.5H11.5L6.8 20.6V16.5H5A2 2 0 0 1 3 14.5V6A2 2 0 0 1 5 4Z") + F(circle(8, 10.3, 1.25)) + F(circle(12, 10.3, 1.25)) + F(circle(16, 10.3, 1.25)),
    "mail": S(box(3, 5, 18, 14, 2)) + S("M3.6 7.2L12 13.2L20.4 7.2"),
    "found": F(circle(12, 12, 10)) + HS("M12 6.8V12.6", 2.4) + H(circle(12, 16.6, 1.45)),
    "possible": S("M12 2.6L21.4 12L12 21.4L2.6 12Z") + S("M7.9 13C8.9 10.6 10.6 10.7 12 12C13.4 13.3 15.1 13.4 16.1 11"),
    "notfound": S(circle(12, 12, 9)) + S("M8 12H16"),
    "unknown": S(arc(12, 12, 9, -70, -20) + arc(12, 12, 9, 20, 70) + arc(12, 12, 9, 110, 160) + arc(12, 12, 9, 200, 250)) + S(question(12, 10.8)) + F(circle(12, 16.4, 1.25)),
    "info": S(circle(12, 12, 9)) + S("M12 11.4V16.4") + F(circle(12, 7.8, 1.3)),
    "back": S("M20 12H4.5M11 5L4 12L11 19"),
    "listen": F("M3 9H7.5L13 4.4V19.6L7.5 15H3Z") + S("M16.2 8.6A4.8 4.8 0 0 1 16.2 15.4M18.9 5.8A8.7 8.7 0 0 1 18.9 18.2"),
    "silence": F("M6 6H18V18H6Z"),
    "back-rtl": S("M4 12H19.5M13 5L20 12L13 19"),
    "closed-rtl": F("M14 7L9 12L14 17Z"),
    "home": S("M3 11.4L12 3.8L21 11.4M5.6 9.6V20.2H18.4V9.6M10 20V14.4H14V20"),
    "index": S("M4 5.6C4 4 7.6 2.8 12 2.8C16.4 2.8 20 4 20 5.6C20 7.2 16.4 8.4 12 8.4C7.6 8.4 4 7.2 4 5.6Z") + S("M4 5.6V18.4C4 20 7.6 21.2 12 21.2C16.4 21.2 20 20 20 18.4V5.6M4 12C4 13.6 7.6 14.8 12 14.8C16.4 14.8 20 13.6 20 12"),
    "settings": F(gear(8, 10.4, 7.7)) + H(circle(12, 12, 3.2)),
    "language": S("M2.8 6.2C3.6 3.9 7.4 4.2 7.4 6.6C7.4 8 6.2 8.6 4.9 8.8C6.8 9 7.9 9.9 7.9 11.4C7.9 14 3.6 14.4 2.4 11.9", 1.8) + S("M7.2 9.4H11.2M11.4 3.2V13.6M9.2 3.2H13.6", 1.8) + S("M12.6 21.4L17 11.4L21.4 21.4M14.2 18.2H19.8", 1.8),
    "lock": S(box(4.8, 10.4, 14.4, 10.6, 2)) + S("M8 10.4V7A4 4 0 0 1 16 7V10.4") + F(circle(12, 15.7, 1.7)),
    "eye": S(EYE) + F(circle(12, 12, 3.2)),
    "eye-off": S(away(EYE, 4 + 4j, 20 + 20j, 2.9)) + S("M4 4L20 20"),
    "check": S("M4 12.8L9.4 18.2L20 6.6"),
    "import": S("M12 3V14.4M7.4 9.8L12 14.4L16.6 9.8M3.5 15V19A2 2 0 0 0 5.5 21H18.5A2 2 0 0 0 20.5 19V15"),
    "remove": S("M3.8 6.4H20.2M9 6V3.6H15V6M5.8 6.4L6.8 20.6H17.2L18.2 6.4M10.1 10.4V16.6M13.9 10.4V16.6"),
    "copy": S(box(8.6, 8.6, 12, 12, 2)) + S("M4.6 15.2A1.6 1.6 0 0 1 3.4 13.6V5.4A2 2 0 0 1 5.4 3.4H13.6A1.6 1.6 0 0 1 15.2 4.6"),
    "clock": S(circle(12, 12, 9)) + S("M12 6.6V12L15.8 14.4"),
    "shield": S(SHIELD) + F("M12 3L19.5 5.8V11.5C19.5 16 16.6 19.2 12 21Z"),
    "person": S(circle(12, 7.6, 4)) + S("M4 20.6C4 16.8 7.4 14.9 12 14.9C16.6 14.9 20 16.8 20 20.6"),
    "rupee": S("M6 4.2H18M6 9H18M6 4.2H10C16.2 4.2 16.2 13.8 10 13.8H6.6L14.6 20.6"),
    "leaf": neem_leaf(),
}


def data(loops):
    def f(p):
        return " ".join(("%.2f" % (v + 0.0)).rstrip("0").rstrip(".").replace("-0", "0") if abs(v) < 0.005 else ("%.2f" % v).rstrip("0").rstrip(".") for v in (p.real, p.imag))

    out = []
    for loop in loops:
        out.append("M" + f(loop[0][0]))
        for c in loop:
            out.append("L" + f(c[3]) if is_line(c) else "C" + " ".join(f(p) for p in c[1:]))
        out.append("Z")
    return "".join(out)


def write(name, size, paths):
    body = "".join(f'<path fill="{fill}" d="{d}"/>\n' for fill, d in paths)
    with open(name, "w", encoding="ascii", newline="\n") as f:
        f.write(f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" viewBox="0 0 {size} {size}">\n{body}</svg>\n')


# ---- The app icon: a sprig, and for 16 to 32 pixels a single leaflet.

GROUND, LIGHT, SHADE, STEM = "#1f6659", "#eef6d8", "#b9dc9c", "#dcecc0"


def app(folder):
    # The sprig: a curved stalk with leaflets on both sides and one at its end.
    stalk = (66 + 234j, 76 + 178j, 104 + 130j, 152 + 94j)
    light, shade = [], []

    def put(t, angle, length, side, teeth=5):
        p, v = at(stalk, t), slope(stalk, t)
        tip = p + length * v / abs(v) * complex(math.cos(math.radians(angle)), side * math.sin(math.radians(angle)))
        outer, inner, _ = leaflet(p, tip, side * 0.13, 0.185, 0.15, teeth, 0.3)
        # The light comes from above.
        (shade if side > 0 else light).append(turned(outer, True))
        (light if side > 0 else shade).append(turned(inner, True))

    put(0.14, 66, 96, 1)
    put(0.22, 48, 84, -1)
    put(0.43, 62, 104, 1)
    put(0.51, 50, 88, -1)
    put(0.74, 58, 100, 1)
    put(0.80, 52, 78, -1)
    put(1.00, 6, 92, 1)
    ground = data(F(box(8, 8, 240, 240, 54)))
    write(f"{folder}/neem.svg", 256, [(GROUND, ground), (STEM, data(S([(False, [stalk])], 7))), (LIGHT, data(light)), (SHADE, data(shade))])

    # One leaflet, broader than it grows, for sizes at which a sprig is a blur.
    outer, inner, rib = leaflet(66 + 200j, 236 + 26j, -0.13, 0.26, 0.21, 4, 0.32)
    way = (rib[0] - rib[1]) / abs(rib[0] - rib[1])
    stem = S([(False, [line(rib[0] + way * 28, rib[0] - way * 24)])], 19)
    ground = data(F(box(0, 0, 256, 256, 56)))
    write(f"{folder}/neem-small.svg", 256, [(GROUND, ground), (LIGHT, data(stem + [turned(outer, True)])), (SHADE, data([turned(inner, True)]))])


def main():
    folder = sys.argv[1]
    for name, loops in ICONS.items():
        write(f"{folder}/{name}.svg", 24, [("#000000", data(loops))])
    app(folder + "/app")


main()
