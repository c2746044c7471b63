"""Makes one face out of several: called by recipe.sh, which documents it.

Each code point comes from exactly one source, so that merging never has to
choose between two glyphs of one character:

    script  its own ranges, the joiners U+200C and U+200D and the dotted circle
            (its shaping rules name those glyphs), with every layout feature;
    latin   what the script font does not give, with the features that are on
            by default (small capitals and the like can never be asked for);
    signs   single signs, without layout;
    extra   the characters of a text, with every layout feature.

Line height comes from latin and script alone: the symbol fonts are far taller
than the signs that are taken from them.
"""

import argparse
import io
import logging
import sys

from fontTools import merge, subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables

JOINERS = {0x200C, 0x200D, 0x25CC}
# What an extra text never brings along: spaces, joiners, marks of direction.
COMMON = JOINERS | {0x20, 0xA0} | set(range(0x2000, 0x2070))


# go-text/typesetting 0.3.4, which the toolkit shapes with, passes over lookups
# whose coverage table holds long ranges: what it remembers of them is too little
# (set_digest.go, addRange). Lists of glyphs are right, and a little larger.
written = otTables.Coverage.preWrite


def listed(self, font):
    table = written(self, font)
    ids = font.getGlyphIDMany(self.glyphs)
    if self.Format == 2 and ids == sorted(ids):
        self.Format, table = 1, {"GlyphArray": self.glyphs}
    return table


otTables.Coverage.preWrite = listed


def ranges(text):
    """The code points of "0900-097F,20B9"."""
    out = set()
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        out.update(range(int(first, 16), int(last or first, 16) + 1))
    return out


def split(arg):
    path, _, rest = arg.partition("|")
    return path, rest


def cut(path, points, layout):
    """The font at path with only those code points; None if it has none.

    layout is "all", "default" or "none".
    """
    font = TTFont(path, recalcTimestamp=False)
    points = points & set(font.getBestCmap())
    if not points:
        return None
    o = subset.Options()
    o.hinting = False
    o.glyph_names = True
    o.notdef_outline = True
    o.name_IDs = []
    o.recalc_timestamp = False
    o.drop_tables += ["DSIG", "GlyphOrder"]
    if layout == "all":
        o.layout_features = ["*"]
    elif layout == "none":
        o.layout_features = []
        o.drop_tables += ["GSUB", "GPOS", "GDEF"]
    s = subset.Subsetter(o)
    s.populate(unicodes=points)
    s.subset(font)
    buf = io.BytesIO()
    font.save(buf, reorderTables=None)
    buf.seek(0)
    return buf


def always(font, system):
    """Makes the rules of a language system those of its script's default."""
    found = False
    for tag in ("GSUB", "GPOS"):
        for record in font[tag].table.ScriptList.ScriptRecord if tag in font else ():
            for lang in record.Script.LangSysRecord:
                if lang.LangSysTag.strip() == system:
                    record.Script.DefaultLangSys = lang.LangSys
                    found = True
    if not found:
        sys.exit("no language system " + system)


def name(font, rows):
    table = font["name"]
    table.names = []
    for i, text in rows.items():
        table.setName(text, i, 3, 1, 0x409)


def main():
    a = argparse.ArgumentParser()
    for opt in "file family style version must script latin out".split():
        a.add_argument("--" + opt, required=True)
    a.add_argument("--system", default="")
    a.add_argument("--descent", type=int, default=0, help="how far below the baseline a line reaches, whatever the source says")
    a.add_argument("--lowest", type=int, default=0, help="how far below the baseline a line reaches at least")
    a.add_argument("--signs", action="append", default=[])
    a.add_argument("--extra", action="append", default=[])
    a = a.parse_args()
    logging.getLogger("fontTools").setLevel(logging.ERROR)

    taken = set()
    parts, origins = [], []

    def add(path, want, layout):
        buf = cut(path, want - taken, layout)
        if buf is None:
            return
        taken.update(want & set(TTFont(path).getBestCmap()))
        parts.append(buf)
        origins.append(TTFont(path))

    path, text = split(a.script)
    add(path, ranges(text) | JOINERS, "all")
    script = origins[-1]
    path, text = split(a.latin)
    add(path, ranges(text), "default")
    latin = origins[-1]
    for arg in a.signs:
        path, text = split(arg)
        add(path, ranges(text), "none")
    for arg in a.extra:
        path, text = split(arg)
        add(path, {ord(c) for c in text} - COMMON, "all")

    # Latin first: the merger takes single values (such as the missing-glyph
    # box) from the first font.
    parts[0], parts[1] = parts[1], parts[0]
    font = merge.Merger().merge(parts)

    if a.system:
        always(font, a.system)
    missing = ranges(a.must) - set(font.getBestCmap())
    if missing:
        sys.exit("%s: missing %s" % (a.file, " ".join("U+%04X" % c for c in sorted(missing))))

    # Line height. The languages' own names may hang lower than the script does.
    for table, field, pick in (
        ("hhea", "ascent", max), ("hhea", "descent", min), ("hhea", "lineGap", max),
        ("OS/2", "sTypoAscender", max), ("OS/2", "sTypoDescender", min), ("OS/2", "sTypoLineGap", max),
        ("OS/2", "usWinAscent", max), ("OS/2", "usWinDescent", max),
    ):
        setattr(font[table], field, pick(getattr(f[table], field) for f in (latin, script)))
    if a.descent:
        font["hhea"].descent = font["OS/2"].sTypoDescender = -a.descent
        font["OS/2"].usWinDescent = a.descent
    font["hhea"].descent = min(font["hhea"].descent, -a.lowest)
    font["OS/2"].sTypoDescender = min(font["OS/2"].sTypoDescender, -a.lowest)
    font["OS/2"].usWinDescent = max(font["OS/2"].usWinDescent, a.lowest)
    for field in ("sxHeight", "sCapHeight", "xAvgCharWidth", "usWeightClass", "fsSelection", "panose"):
        setattr(font["OS/2"], field, getattr(latin["OS/2"], field))
    font["OS/2"].achVendID = "    "
    font["head"].macStyle = latin["head"].macStyle
    font["post"].underlinePosition = latin["post"].underlinePosition
    font["post"].underlineThickness = latin["post"].underlineThickness
    font["post"].italicAngle = 0
    font["OS/2"].recalcUnicodeRanges(font)

    # Names: an own family (a changed font must not pass for Noto), the makers'
    # copyright lines and the licence.
    copyright = []
    for f in origins:
        line = "%s: %s" % (f["name"].getDebugName(4), f["name"].getDebugName(0))
        if line not in copyright:
            copyright.append(line)
    ps = a.file.replace(" ", "")
    made = "; ".join("%s %s" % (f["name"].getDebugName(4), f["name"].getDebugName(5).split(";")[0]) for f in origins)
    name(font, {
        0: "\n".join(copyright),
        1: a.family,
        2: a.style,
        3: "%s;%s" % (a.version, ps),
        4: "%s %s" % (a.family, a.style),
        5: "Version %s" % a.version,
        6: ps,
        9: latin["name"].getDebugName(9) + "; " + script["name"].getDebugName(9),
        10: "A subset and merger for the program Neem, made from: " + made + ".",
        13: latin["name"].getDebugName(13),
        14: latin["name"].getDebugName(14),
    })
    font["head"].fontRevision = float(a.version)

    # Nothing of the time and the machine.
    font["head"].created = min(f["head"].created for f in origins)
    font["head"].modified = max(f["head"].modified for f in origins)
    font.recalcTimestamp = False
    font.save(a.out)


main()
