"""docs/import.md lists every code that the importers give, and every name of a column that they know; and none that they do not."""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import ROOT

SOURCES = ("cell_grid", "csv_file", "id_cell", "overlaps", "problem_list", "roster_change", "roster_sheet", "sheet_file", "sheet_table", "timetable_change",
           "timetable_sheet", "xlsx_file", "xlsx_package")


def main():
    files = [ROOT / "training" / f"{name}.cc" for name in SOURCES] + [ROOT / "actions" / "import_timetable.cc"]
    sources = "".join(file.read_text(encoding="utf-8") for file in files)
    given = set(re.findall(r'"([a-z]+(?:_[a-z]+)+)"', sources))
    page = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", page.split("## Codes")[1])) - {"lesson_minutes", "plan_notice"}
    assert len(given) > 40, sorted(given)
    assert given == listed, (sorted(given - listed), sorted(listed - given))
    forms = (ROOT / "training" / "sheet_forms.cc").read_text(encoding="utf-8").split("static const SheetForm kForm{")
    names = {name for form in forms[1:] for name in re.findall(r'"([^"]+)"', form)} - {"roster", "timetable", "花名册", "课程表"}
    cells = {name for line in page.splitlines() if line.startswith("| ") for name in line.split(" | ")[1].split(" · ")}
    assert len(names) > 100 and names <= cells, sorted(names - cells)


if __name__ == "__main__":
    main()
