"""`xueshi import --dry-run` in words: problems on standard error name file, row and column; bad usage and bad files exit 2."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from class_files import id_number, roster_csv
from xueshi_testing import temp_folder, xueshi

ROSTER = "序号,姓名,身份证号码\n1,学员01,{0}\n2,学员02,1.10105E+17\n3,学员01,{1}\n"
TIMETABLE = "日期,授课时间,培训内容,授课形式,授课教师\n2024-05-13,8:00-12:00,焊接,实操,教师甲\n"


def check_without_a_box(folder, roster, lesson, table):
    """A dry run that asks a box which does not run says so, checks the file by that box's rules, and touches nothing of it."""
    (folder / "box_rules.toml").write_text("lesson_minutes = 30\nbreak_minutes = 0\n")
    config = folder / "box.toml"
    config.write_text('[box]\nid = "test-0001"\nstate = "state"\nrules = "box_rules.toml"\n'
                      '[[camera]]\nid = "front"\nmain = "rtsp://127.0.0.1:9/main"\n')
    done = xueshi(*roster, "--config", config, check=0, environment={"XUESHI_LANG": "zh"})
    assert done.stderr == "xueshi: 设备程序没有运行：只检查了文件，不知道导入会改变什么\n", done.stderr
    assert "30 行，0 处错误，0 处提醒。试运行，没有导入。" in done.stdout and "变化" not in done.stdout, done.stdout
    done = xueshi(*lesson, "--dry-run", "--config", config, check=0, environment={"XUESHI_LANG": "en"})
    assert "only the file was checked" in done.stderr and "08:00–12:00  8 hours" in done.stdout, (done.stdout, done.stderr)
    done = xueshi(*roster, "--config", config, "--json", check=0)
    assert set(json.loads(done.stdout)) == {"rows", "errors", "warnings"} and done.stderr, done
    assert "--rules" in xueshi(*lesson, "--dry-run", "--config", config, "--rules", folder / "box_rules.toml", check=2).stderr
    assert not (folder / "state").exists()


def main():
    with temp_folder() as folder:
        file = folder / "花名册.csv"
        file.write_text(ROSTER.format(id_number(0), id_number(1)), encoding="utf-8")
        arguments = ("import", "roster", file, "--class", "2024-D-017", "--dry-run")
        done = xueshi(*arguments, check=2, environment={"LC_ALL": "C", "XUESHI_LANG": "zh"})
        lines = done.stderr.splitlines()
        assert lines[0].startswith("花名册.csv 第 3 行「身份证号码」：") and "1.10105E+17" in lines[0], lines
        assert lines[1].startswith("花名册.csv 第 4 行「姓名」：提醒：") and len(lines) == 2, lines
        assert "第 2 行  01   学员01" in done.stdout and "3 行，1 处错误，1 处提醒。试运行，没有导入。" in done.stdout, done.stdout
        done_en = xueshi(*arguments, check=2, environment={"XUESHI_LANG": "en"})
        assert done_en.stderr.startswith('花名册.csv, row 3, "身份证号码": ') and "warning: " in done_en.stderr, done_en.stderr
        for text in (done.stdout + done.stderr, done_en.stdout + done_en.stderr, xueshi(*arguments, "--json", check=2).stdout):
            assert id_number(0) not in text and id_number(1) not in text and id_number(0)[:6] + "********" in text, text

        file.write_bytes(roster_csv(30))
        done = xueshi(*arguments, check=0)
        assert done.stderr == "" and "30 行，0 处错误" in done.stdout, (done.stdout, done.stderr)

        table = folder / "课程表.csv"
        table.write_text(TIMETABLE, encoding="gb18030")
        lesson = ("import", "timetable", table, "--class", "2024-D-017")
        rules = folder / "rules.toml"
        rules.write_text("lesson_minutes = 60\nbreak_minutes = 0\n")
        assert "08:00–12:00  4 课时" in xueshi(*lesson, "--dry-run", check=0).stdout
        rules.write_text("lesson_minutes = 30\nbreak_minutes = 0\n")
        assert "08:00–12:00  8 课时" in xueshi(*lesson, "--dry-run", "--rules", rules, check=0).stdout
        rules.write_text("lesson_minutes = -1\n")
        assert "lesson_minutes" in xueshi(*lesson, "--dry-run", "--rules", rules, check=2).stderr
        assert "--dry-run" in xueshi(*lesson, "--rules", rules, check=2).stderr

        check_without_a_box(folder, arguments, lesson, table)

        for bad in (("import",), ("import", "roster"), ("import", "roster", file, "--dry-run"), ("import", "roster", file, "--class", "a/b", "--dry-run"),
                    ("import", "roster", folder / "none.xlsx", "--class", "a", "--dry-run"),
                    ("import", "roster", file, "--class", "a", "--config", folder / "none.toml"),
                    ("import", "roster", file, "--class", "a", "--dry-run", "--config", folder / "none.toml")):
            done = xueshi(*bad, check=2)
            assert done.stderr and done.stdout == "", (bad, done.stdout)


if __name__ == "__main__":
    main()
