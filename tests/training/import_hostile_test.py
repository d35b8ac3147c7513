"""I17: hostile spreadsheets are refused by the program with bounded memory and time, and it says why; nothing is left behind."""
import io
import json
import os
import resource
import subprocess
import time
import zipfile

from sheet_cases import codes
from xueshi_testing import program, temp_folder

# Far above what it takes (docs/import.md), far below what the files ask for.
MOST_MEMORY = 700 << 20
MOST_SECONDS = 60
NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def bounded_time():
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def bounded():
    bounded_time()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def bound():
    """A program with the address sanitizer cannot even start within a bound of memory: then only time is bounded."""
    starts = subprocess.run([program("xueshi"), "--version"], stdin=subprocess.DEVNULL, capture_output=True, preexec_fn=bounded)
    return bounded if starts.returncode == 0 else bounded_time


def workbook(sheet, strings="", doctype="", target="worksheets/sheet1.xml", extra=()):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", f'<workbook {NS} xmlns:r="{TYPE[:-1]}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>')
        archive.writestr("xl/_rels/workbook.xml.rels", f'<Relationships><Relationship Id="r1" Type="{TYPE}worksheet" Target="{target}"/>'
                         f'<Relationship Id="r2" Type="{TYPE}sharedStrings" Target="sharedStrings.xml"/></Relationships>')
        archive.writestr("xl/worksheets/sheet1.xml", f"{doctype}<worksheet {NS}><sheetData>{sheet}</sheetData></worksheet>")
        archive.writestr("xl/sharedStrings.xml", f"<sst {NS}>{strings}</sst>")
        for name, content in extra:
            archive.writestr(name, content)
    return out.getvalue()


def entities():
    levels = '<!ENTITY a0 "xxxxxxxxxx">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return workbook('<row r="1"><c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row>', doctype=f"<!DOCTYPE x [{levels}]>")


def lying_sizes():
    """Every size in the zip's directory says 10 bytes."""
    content = bytearray(workbook("<row/>" * 2_000_000))
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 24:at + 28] = (10).to_bytes(4, "little")
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(content)


HOSTILE = {
    "bomb.xlsx": (workbook(" " * (200 << 20)), "too_large"),
    "sizes.xlsx": (lying_sizes(), None),
    "entities.xlsx": (entities(), "doctype_refused"),
    "strings.xlsx": (workbook('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', "<si><t>x</t></si>" * 1_000_000), "too_large"),
    "columns.xlsx": (workbook('<row r="1">' + "<c><v>1</v></c>" * 1_000_000 + "</row>"), None),
    "elements.xlsx": (workbook('<row r="1">' + "<c/>" * 8_000_000 + "</row>"), "too_large"),
    "path.xlsx": (workbook("", target="../../../../etc/passwd", extra=[("../../etc/passwd", "x"), ("/etc/passwd", "x")]), "damaged_file"),
    "cut.xlsx": (workbook('<row r="1"><c r="A1"><v>1</v></c></row>')[:-200], "damaged_file"),
    "entries.xlsx": (workbook("", extra=[(f"x/{n}", "") for n in range(30_000)]), "empty_file"),
    "columns.csv": (b"a," * 1_000_000, "too_many_columns"),
    "rows.csv": (b"a\n" * 1_000_000, "too_large"),
    "quote.csv": (b'"' + b"a,\n" * 1_000_000, "quote_open"),
    "binary.csv": (os.urandom(1 << 20), None),
    "zeros.csv": (bytes(1 << 20), "not_spreadsheet"),
    "large.csv": (b"a,b\n" * (2 << 20), "too_large"),
}


def main():
    limits = bound()
    with temp_folder() as folder:
        for name, (content, code) in HOSTILE.items():
            file = folder / name
            file.write_bytes(content)
            for kind in ("roster", "timetable"):
                began = time.monotonic()
                done = subprocess.run([program("xueshi"), "import", kind, str(file), "--class", "a", "--dry-run", "--json"], stdin=subprocess.DEVNULL,
                                      capture_output=True, text=True, timeout=MOST_SECONDS, preexec_fn=limits)
                assert done.returncode == 2, f"{name}: exit {done.returncode} after {time.monotonic() - began:.1f} s\n{done.stderr[-2000:]}"
                answer = json.loads(done.stdout)
                assert answer["rows"] == [] and len(answer["errors"]) == 1, (name, codes(answer["errors"]))
                assert code is None or codes(answer["errors"]) == [(0, code)], (name, codes(answer["errors"]))
                assert answer["errors"][0]["message"] and answer["errors"][0]["message_en"] and name in done.stderr, (name, done.stderr)
            file.unlink()
        assert os.listdir(folder) == []


if __name__ == "__main__":
    main()
