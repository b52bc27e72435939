"""Makes the shipped fonts: subsets of OFL fonts with Latin, simplified Chinese and every character of our own words.

``python tools/fonts.py`` takes the fonts from npm packages (``npm pack``), so it needs a network; the app does not.
``--check`` only says which characters of the locale files the shipped fonts lack.
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[1]
FONTS = ROOT / "static" / "fonts"
LOCALES = (ROOT / "assets" / "locales", ROOT / "autoglm_core" / "locale")
FIGTREE = "@fontsource-variable/figtree@5.3.0"
NOTO = "@fontsource/noto-sans-sc@5.3.0"
PLEX = "@fontsource/ibm-plex-mono@5.3.0"
WEIGHTS = (400, 600)
COPIES = (
    (FIGTREE, "figtree-latin-wght-normal.woff2", "figtree-latin.woff2"),
    (FIGTREE, "figtree-latin-ext-wght-normal.woff2", "figtree-latin-ext.woff2"),
    (PLEX, "ibm-plex-mono-latin-400-normal.woff2", "ibm-plex-mono-latin-400.woff2"),
)


def gb2312() -> set[str]:
    """The 6,763 simplified characters of GB 2312 and its punctuation: column names are not limited to our own words."""
    rows = (1, 2, 3, *range(16, 88))
    cells = (bytes((row + 0xA0, cell + 0xA0)) for row in rows for cell in range(1, 95))
    return {character for code in cells for character in code.decode("gb2312", errors="ignore")}


def own_words() -> set[str]:
    """Every character of the locale files beyond ASCII."""
    texts = (path.read_text(encoding="utf-8") for folder in LOCALES for path in folder.rglob("*.ftl"))
    return {character for text in texts for character in text if ord(character) > 0x7F}


def covered() -> set[str]:
    """The characters that the shipped fonts hold together."""
    held: set[str] = set()
    for path in FONTS.glob("*.woff2"):
        with TTFont(path, lazy=True) as font:
            held |= {chr(code) for code in font.getBestCmap()}
    return held


def package(name: str, folder: Path) -> Path:
    """The unpacked npm package ``name``."""
    packed = subprocess.run(["npm", "pack", "--silent", name], cwd=folder, check=True, capture_output=True, text=True)
    target = folder / name.replace("/", "-")
    with tarfile.open(folder / packed.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(target, filter="data")
    return target / "package"


def subset(source: Path, characters: set[str], target: Path) -> None:
    options = Options()
    options.flavor = "woff2"
    options.layout_features = ["kern", "palt"]
    font = TTFont(io.BytesIO(source.read_bytes()))
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(character) for character in characters])
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)


def make() -> None:
    FONTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        packages = {name: package(name, Path(folder)) for name in (FIGTREE, NOTO, PLEX)}
        for weight in WEIGHTS:
            source = packages[NOTO] / "files" / f"noto-sans-sc-chinese-simplified-{weight}-normal.woff2"
            subset(source, gb2312() | own_words(), FONTS / f"noto-sans-sc-{weight}.woff2")
        for name, source, target in COPIES:
            shutil.copyfile(packages[name] / "files" / source, FONTS / target)
        for name, licence in ((FIGTREE, "figtree"), (NOTO, "noto-sans-sc"), (PLEX, "ibm-plex-mono")):
            shutil.copyfile(packages[name] / "LICENSE", FONTS / f"LICENSE-{licence}.txt")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="only say which characters of the locale files are missing"
    )
    if not parser.parse_args().check:
        make()
    size = sum(path.stat().st_size for path in FONTS.glob("*.woff2"))
    print(f"{size / 1e6:.2f} MB; missing: {''.join(sorted(own_words() - covered())) or 'none'}")


if __name__ == "__main__":
    main()
