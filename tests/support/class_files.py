"""Rosters and timetables as a school would hand them in, of people that do not exist: sequence codes 901 to 999 of GB 11643 are given
to nobody."""
import csv
import io

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(n, region="110105"):
    """The n-th identity number of nobody, from 0: birth dates from 1970-01-01 on, sequence codes from 901 to 999."""
    day, sequence = divmod(n, 99)
    body = f"{region}{1970 + day // 336:04}{day // 28 % 12 + 1:02}{day % 28 + 1:02}{901 + sequence:03}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS)) % 11]


def trainee(n):
    """Roster number, name and identity number of the n-th trainee, from 1."""
    return f"{n:02}", f"学员{n:02}", id_number(n - 1)


def roster_csv(count):
    """A roster of so many trainees, as bytes of a CSV in GB18030: what a spreadsheet in China writes."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["序号", "姓名", "性别", "民族", "文化程度", "身份证号码", "工种", "工作单位", "联系电话"])
    for n in range(1, count + 1):
        _, name, number = trainee(n)
        rows.writerow([n, name, "女" if n % 2 else "男", "汉族", "初中", number, "养老护理员", "无", f"138000{n:05}"])
    return text.getvalue().encode("gb18030")


def timetable_csv(rows):
    """A timetable of the first form. `rows`: (day "2024-05-13", from "8:30", to "11:30", hours or None, subject)."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["上课日期", "课别(上课内容)", "课时", "上课开始时间", "上课结束时间", "上课地点(教室名称)", "培训教师",
                    "教师身份证号", "教材名称及出版社单位"])
    for day, begin, end, hours, subject in rows:
        table.writerow([day, subject, "" if hours is None else hours, begin, end, "实训室1", "教师甲", id_number(900), "养老护理"])
    return text.getvalue().encode("utf-8-sig")
