"""LibreOffice without a screen, for tests that open what we write as a person would."""

import io
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

# Opening always calculates anew, whatever values the file carries.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode"><value>0</value></prop></item>
</oor:items>"""
# Only this font is there: what a machine without Chinese fonts draws with it is what everybody sees.
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"""


def converted(path: Path, suffix: str, *, fonts: Path | None = None) -> Path:
    """The file as LibreOffice saves it with this suffix; skips where there is no LibreOffice, unless it is required.

    `fonts`: the only folder fonts are taken from.
    """
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail("LibreOffice is not installed (apt install libreoffice-writer-nogui libreoffice-calc-nogui)")
        pytest.skip("LibreOffice is not installed")
    profile = path.parent / "office"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
    environment = {**os.environ}
    if fonts:
        chosen = path.parent / "fonts.conf"
        chosen.write_text(FONTS.format(fonts=fonts, cache=path.parent / "cache"), encoding="utf-8")
        environment["FONTCONFIG_FILE"] = str(chosen)
    out = path.parent / "converted"
    command = [program, f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", suffix]
    done = subprocess.run(
        [*command, "--outdir", str(out), str(path)], env=environment, capture_output=True, text=True, timeout=180
    )
    made = out / f"{path.stem}.{suffix.partition(':')[0]}"
    assert made.is_file(), done.stdout + done.stderr
    return made


def without_values(content: bytes, path: Path) -> Path:
    """A workbook whose formulas have lost the values they were saved with: whoever shows some has calculated them."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target, zipfile.ZipFile(io.BytesIO(content)) as source:
        for name in source.namelist():
            text = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", text)
            target.writestr(name, text)
    return path
