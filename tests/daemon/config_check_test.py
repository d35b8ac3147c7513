#!/usr/bin/env python3
"""`xueshi config check` names file, line, key, found and expected, all mistakes at once, and exits 2."""

import json
import os
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
XUESHI = os.path.join(os.environ.get("XUESHI_BIN", os.path.join(ROOT, "build/release/bin")), "xueshi")


def run(*arguments):
    done = subprocess.run([XUESHI, "config", "check", *arguments], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def main():
    with tempfile.TemporaryDirectory() as folder:
        box = os.path.join(folder, "box.toml")
        with open(box, "w") as out:
            out.write('[box]\nid = "gx-0001"\nrules = "rules.toml"\n[[camera]]\nid = "front"\n'
                      'main = "rtsp://10.0.0.2/a"\n')
        with open(os.path.join(folder, "rules.toml"), "w") as out:
            out.write("lesson_minutes = 2\nmin_continuous_s = 60\ndemo = true\n")
        code, out, err = run(box)
        assert (code, err) == (0, ""), (code, err)
        assert "box gx-0001, 1 camera, rules DEMO/guxian-2024-15/1+changed-" in out, out
        assert run("--config", box) == (code, out, err)
        code, out, err = run(box, "--json")
        answer = json.loads(out)
        assert code == 0 and answer["ok"] and answer["cameras"] == ["front"] and answer["errors"] == [], out

        bad_rules = os.path.join(folder, "bad.toml")
        with open(bad_rules, "w") as out:
            out.write("min_continuous_s = -5\n")
        bad = os.path.join(folder, "bad_box.toml")
        with open(bad, "w") as out:
            out.write('[box]\nid = "a b"\n[web]\nprot = 1\n[[camera]]\nid = "c"\nmain = "rtsp://u:geheim@h/x"\n')
        code, out, err = run(bad, "--rules", bad_rules, "--json")
        lines = err.strip().split("\n")
        assert code == 2 and len(lines) == 4, (code, err)
        assert lines[0].startswith(f'{bad}:2: box.id = "a b": expected '), lines
        assert lines[1] == f'{bad}:4: web.prot: unknown key; did you mean "port"?', lines
        assert lines[2].startswith(f"{bad}:7: camera.main = "), lines
        assert lines[3] == f"{bad_rules}:1: min_continuous_s = -5: expected an integer from 1 to 86400", lines
        assert "geheim" not in err + out
        assert json.loads(out) == {"ok": False, "errors": lines}, out

        code, out, err = run(os.path.join(folder, "none.toml"))
        assert code == 2 and "none.toml" in err and out == "", (code, out, err)
        code, out, err = run("--colour")
        assert code == 2 and err != "", (code, err)


if __name__ == "__main__":
    main()
    sys.exit(0)
