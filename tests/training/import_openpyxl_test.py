"""Spreadsheets as openpyxl writes them: merged cells, date, time and number cells, rich text, formulas, several sheets."""
import datetime

from sheet_cases import codes, dry_run, id_number, need_openpyxl
from xueshi_testing import temp_folder

ROSTER = ["序号", "姓名", "性别", "民族", "文化程度", "身份证号码", "工种", "工作单位", "联系电话"]
FULL_WIDTH = {ord("0") + digit: ord("０") + digit for digit in range(10)}


def roster(folder, openpyxl):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2024年保育师培训班学员花名册"])
    sheet.merge_cells("A1:I1")
    sheet.append(["培训机构：某校", None, None, None, None, "日期：2024年5月"])
    sheet.append(ROSTER)
    for n in range(3):
        sheet.append([n + 1, f"学员{n + 1:02}", "女", "汉族", "初中", id_number(n), "保育师" if n == 0 else None, "无", 13800000000 + n])
    sheet.merge_cells("G4:G6")  # one occupation for all
    sheet.append([])
    sheet.append([4, "学员04", "女", "汉族", "初中", 141025195001019049, "保育师", "无", "13800000004"])  # a number cell
    sheet.append([5, "学员05", "女", "汉族", "初中", id_number(5)[:-1] + "#", "保育师", "无", "13800000005".translate(FULL_WIDTH)])
    sheet.append([6, "学员06", "女", "汉族", "初中", id_number(6).lower(), "保育师", "无", "13800000006"])
    sheet.append(["合计", None, None, None, None, "6人"])
    sheet.append(["制表人：甲", None, None, None, "审核人：乙"])
    book.save(folder / "roster.xlsx")
    read = dry_run("roster", folder / "roster.xlsx", check=2)
    assert codes(read["errors"]) == [(8, "id_digits_lost"), (9, "id_letters")], read["errors"]
    assert all(error["column"] == "身份证号码" for error in read["errors"])
    assert [row["row"] for row in read["rows"]] == [4, 5, 6, 8, 9, 10]
    assert [row["occupation"] for row in read["rows"]] == ["保育师"] * 6
    assert read["rows"][1]["phone"] == "13800000001" and read["rows"][4]["phone"] == "13800000005"
    assert [row["id"] is None for row in read["rows"]] == [False, False, False, True, True, False]
    whole = str(read)
    assert not any(id_number(n) in whole for n in range(7)) and "14102519500101904" not in whole


def rich_text(folder, openpyxl):
    try:
        from openpyxl.cell.rich_text import CellRichText, TextBlock
        from openpyxl.cell.text import InlineFont
    except ImportError:  # openpyxl before 3.1 writes none; xlsx_file_test.cc has runs of its own
        return
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["姓名", "身份证号"])
    sheet["A2"] = CellRichText([TextBlock(InlineFont(b=True), "学员"), "01"])
    sheet["B2"] = id_number(0)
    book.save(folder / "rich.xlsx")
    assert dry_run("roster", folder / "rich.xlsx")["rows"][0]["name"] == "学员01"


def timetable(folder, openpyxl):
    book = openpyxl.Workbook()
    cover = book.active
    cover.title = "封面"
    cover.append(["课程表"])
    sheet = book.create_sheet("课程")
    sheet.append(["焊工培训班课程表"])
    sheet.append(["上课日期", "课别(上课内容)", "课时", "上课开始时间", "上课结束时间", "上课地点(教室名称)", "培训教师", "教师身份证号", "教材名称及出版社单位", "签名"])
    day = datetime.date(2024, 5, 13)
    sheet.append([day, "安全与消防", 4, datetime.time(8, 0), datetime.time(12, 0), "一号教室", "教师甲", id_number(0)])
    sheet.append([None, "实操：焊接", 3, datetime.time(14, 0), "17：00", "实训室", None, None])
    sheet.append([datetime.datetime(2024, 5, 14, 0, 0), "法制", None, 0.375, datetime.datetime(2024, 5, 14, 11, 40), None, None, None])
    sheet.append(["5月15日", "法制", 4, "上午8:00", "中午12:00"])
    for column in "AGH":
        sheet.merge_cells(f"{column}3:{column}4")
    book.save(folder / "timetable.xlsx")
    read = dry_run("timetable", folder / "timetable.xlsx", check=2)
    assert codes(read["errors"]) == [(6, "date_no_year")], read["errors"]
    rows = read["rows"]
    assert [row["date"] for row in rows] == ["2024-05-13", "2024-05-13", "2024-05-14", None]
    assert [len(row["hours"]) for row in rows] == [4, 3, 3, 0], rows
    assert [row["kind"] for row in rows] == ["theory", "practice", "theory", "theory"]
    assert rows[1]["teacher"] == "教师甲" and rows[1]["teacher_id"] == rows[0]["teacher_id"] and rows[2]["teacher"] == ""
    assert rows[1]["to"] == "2024-05-13T17:00:00+08:00" and rows[2]["from"] == "2024-05-14T09:00:00+08:00"

    sheet["A1"] = "2024年焊工培训班课程表"  # the year, where it stands only in the title
    sheet["B6"] = "=B5"  # openpyxl calculates nothing
    book.save(folder / "timetable.xlsx")
    read = dry_run("timetable", folder / "timetable.xlsx", check=2)
    assert codes(read["errors"]) == [(6, "formula_not_calculated")], read["errors"]
    assert read["rows"][3]["date"] == "2024-05-15" and len(read["rows"][3]["hours"]) == 4

    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    sheet["B6"] = "法制"
    book.save(folder / "timetable.xlsx")
    read = dry_run("timetable", folder / "timetable.xlsx")
    assert [row["date"] for row in read["rows"]] == ["2024-05-13", "2024-05-13", "2024-05-14", "2024-05-15"]


def main():
    openpyxl = need_openpyxl()
    with temp_folder() as folder:
        roster(folder, openpyxl)
        rich_text(folder, openpyxl)
        timetable(folder, openpyxl)


if __name__ == "__main__":
    main()
