#!/usr/bin/python3
"""Makes data/fonts/*.ttf: Liberation Serif cut down to what Vietnamese state documents use, under a name of our own.

Run by hand when the character set changes; the TTFs are committed, so a build needs neither Python nor the fonts.
    apt-get install fonttools fonts-liberation2
    tools/fonts.py /usr/share/fonts/truetype/liberation2 data/fonts
"""
import sys
from fontTools import subset
from fontTools.ttLib import TTFont

FAMILY = "Mot Cua Serif"  # the licence reserves the name Liberation for unchanged copies
FACES = {"Regular": "regular", "Bold": "bold", "Italic": "italic"}
CHARACTERS = [
    (0x20, 0x7E), (0xA0, 0x17F), (0x1A0, 0x1A1), (0x1AF, 0x1B0), (0x1EA0, 0x1EF9),  # Latin, Vietnamese
    (0x300, 0x303), (0x306, 0x306), (0x309, 0x309), (0x31B, 0x31B), (0x323, 0x323),  # marks typed apart
    (0x2010, 0x2015), (0x2018, 0x201E), (0x2020, 0x2022), (0x2026, 0x2026), (0x2030, 0x2030),
    (0x2032, 0x2033), (0x20AB, 0x20AC), (0x2116, 0x2116), (0x2122, 0x2122), (0x2190, 0x2193),
    (0x2212, 0x2212), (0x2260, 0x2260), (0x2264, 0x2265),
]


def rename(font, face):
    names = font["name"]
    for record in list(names.names):
        if record.nameID > 14:
            names.removeNames(nameID=record.nameID)
    plain = "MotCuaSerif-" + face
    for nid, text in ((1, FAMILY), (2, face), (3, plain), (4, f"{FAMILY} {face}"), (6, plain), (7, "")):
        names.removeNames(nameID=nid)
        if text:
            names.setName(text, nid, 3, 1, 0x409)


def make(source, target, face, word):
    options = subset.Options()
    options.hinting = False  # a PDF is drawn without hints; they are two thirds of the bytes
    options.layout_features = []  # no ligatures, no kerning: the look of Word's default, and text that copies cleanly
    options.notdef_outline = True  # a character we lack shows as a box
    options.name_IDs = ["*"]
    options.drop_tables += ["FFTM", "kern", "GDEF", "GPOS", "GSUB"]
    font = subset.load_font(f"{source}/LiberationSerif-{face}.ttf", options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[c for a, b in CHARACTERS for c in range(a, b + 1)])
    cutter.subset(font)
    rename(font, face)
    font["head"].modified = font["head"].created  # the same input gives the same bytes
    font.recalcTimestamp = False
    font.save(f"{target}/motcua-serif-{word}.ttf")


for face, word in FACES.items():
    make(sys.argv[1], sys.argv[2], face, word)
