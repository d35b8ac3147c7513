"""Makes tests/training/data/*.xlsx: small workbooks as LibreOffice writes them, so that its dialect is covered where it is not installed.

  make_fixtures.py FOLDER    needs soffice (Debian: libreoffice-calc-nogui)

Also what import_libreoffice_test.py converts on the spot.
"""
import pathlib
import subprocess
import sys
import tempfile

from sheet_cases import id_number

# A CSV file opened in LibreOffice: it makes dates, times and numbers of what looks so, identity numbers of 18 digits among them.
ROSTER = "\n".join(["2024年学员花名册,,,", "", "序号,姓名,身份证号码,联系电话", f'1,学员01,"{id_number(0)}",13800000001', "2,学员02,=\"" + id_number(1) + "\",13800000002",
                    "3,学员03,34052419800101001X,13800000003", "合计,3,,", ""])
TIMETABLE = "\n".join(["日期,课时,开始时间,结束时间,上课内容,教师", "2024-05-13,4,8:00,12:00,安全与消防,教师甲", ",3,14:00,17:00,实操：焊接,", "2024-05-14,,9:00,11:40,法制,教师乙", ""])


def convert(folder, name, text):
    """`text` as CSV, opened and saved as .xlsx by LibreOffice. Its filter options: comma, quote, UTF-8, first line 1, en-US, all cells evaluated."""
    source = pathlib.Path(folder) / f"{name}.csv"
    source.write_text(text, encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="xueshi-test-") as profile:
        subprocess.run(["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--infilter=CSV:44,34,76,1,,1033,false,true,false,false,false,-1",
                        "--convert-to", "xlsx", "--outdir", str(folder), str(source)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       timeout=180, check=True)
    source.unlink()
    # With -1 it may name the file after the sheet.
    made = [path for path in pathlib.Path(folder).glob(f"{name}*.xlsx")]
    assert len(made) == 1, made
    return made[0].rename(pathlib.Path(folder) / f"{name}.xlsx")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    convert(sys.argv[1], "libreoffice_roster", ROSTER)
    convert(sys.argv[1], "libreoffice_timetable", TIMETABLE)


if __name__ == "__main__":
    main()
