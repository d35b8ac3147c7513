"""Workbooks that LibreOffice wrote: the committed ones always, fresh ones where it is installed."""
import pathlib
import shutil
import sys

from make_fixtures import ROSTER, TIMETABLE, convert
from sheet_cases import codes, dry_run
from xueshi_testing import temp_folder

DATA = pathlib.Path(__file__).resolve().parent / "data"


def look(folder):
    # What LibreOffice made of a CSV file: of the first identity number a number cell, whose digits are lost; the second was kept by
    # ="…" and the third by its X.
    roster = dry_run("roster", folder / "libreoffice_roster.xlsx", check=2)
    assert codes(roster["errors"]) == [(4, "id_digits_lost")], roster["errors"]
    assert "1.41025E+17" in roster["errors"][0]["message"], roster["errors"]
    assert [row["name"] for row in roster["rows"]] == ["学员01", "学员02", "学员03"]
    assert [row["id"] is None for row in roster["rows"]] == [True, False, False]
    assert [row["phone"] for row in roster["rows"]] == ["13800000001", "13800000002", "13800000003"]
    # Date and time cells, and a date that stands only in the first of two rows.
    timetable = dry_run("timetable", folder / "libreoffice_timetable.xlsx")
    assert timetable["errors"] == [], timetable["errors"]
    assert [row["date"] for row in timetable["rows"]] == ["2024-05-13", "2024-05-13", "2024-05-14"]
    assert [len(row["hours"]) for row in timetable["rows"]] == [4, 3, 3]
    assert timetable["rows"][2]["from"] == "2024-05-14T09:00:00+08:00" and timetable["rows"][2]["to"] == "2024-05-14T11:40:00+08:00"


def main():
    look(DATA)
    if shutil.which("soffice") is None:
        print("without fresh files: LibreOffice is not installed (Debian: libreoffice-calc-nogui)", file=sys.stderr)
        return
    with temp_folder() as folder:
        convert(folder, "libreoffice_roster", ROSTER)
        convert(folder, "libreoffice_timetable", TIMETABLE)
        look(folder)


if __name__ == "__main__":
    main()
