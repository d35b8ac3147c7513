"""`xueshi import --dry-run` on a school's own files: nothing but the file is needed, and what is found is counted."""
import json
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from xueshi_testing import SHARED, skip, xueshi


def dry_run(kind, file, environment=None, check=0):
    return json.loads(xueshi("import", kind, file, "--class", "no-such-class", "--dry-run", "--json", environment=environment, check=check).stdout)


def main():
    examples = SHARED / "examples"
    if not examples.exists():
        skip("the example spreadsheets are not here")
    with tempfile.TemporaryDirectory() as nowhere:  # neither box.toml nor anything else of a box
        bare = {"HOME": nowhere, "TMPDIR": nowhere}
        for name, first in (("roster.csv", 2), ("roster.xlsx", 4)):
            read = dry_run("roster", examples / name, bare)
            assert (read["errors"], read["warnings"]) == ([], []), (name, read["errors"], read["warnings"])
            rows = read["rows"]
            assert [row["number"] for row in rows] == [f"{n:02}" for n in range(1, 11)], name
            assert [row["row"] for row in rows] == list(range(first, first + 10)), name
            assert all(set(row) == {"row", "number", "name", "id", "phone", "occupation"} for row in rows), name
            assert all(row["id"][6:14] == "********" and len(row["id"]) == 18 and len(row["phone"]) == 11 for row in rows), name
        first_form = dry_run("timetable", examples / "timetable.csv", bare)
        assert (first_form["errors"], first_form["warnings"]) == ([], []), first_form["errors"]
        assert len(first_form["rows"]) == 10 and all(len(row["hours"]) == 4 for row in first_form["rows"])
        assert [row["kind"] for row in first_form["rows"]] == ["theory", "practice"] * 5
        assert first_form["rows"][0]["hours"][1] == {"from": "2024-06-03T09:15:00+08:00", "to": "2024-06-03T10:00:00+08:00"}
        assert all(row["stated_hours"] == 4 and row["teacher_id"][6:14] == "********" for row in first_form["rows"])
        second_form = dry_run("timetable", examples / "timetable_form2.xlsx", bare)
        assert (second_form["errors"], second_form["warnings"]) == ([], []), second_form["errors"]
        assert [row["date"] for row in second_form["rows"]] == ["2024-06-03", "2024-06-04", "2024-06-05"]
        assert all(len(row["hours"]) == 4 for row in second_form["rows"])
        assert os.listdir(nowhere) == []
    # Each as what it is not: said so, and nothing is imported.
    assert [error["code"] for error in dry_run("timetable", examples / "roster.xlsx", check=2)["errors"]] == ["other_kind"]
    assert [error["code"] for error in dry_run("roster", examples / "timetable.csv", check=2)["errors"]] == ["other_kind"]


if __name__ == "__main__":
    main()
