"""No arrow between rooms that the table in docs/architecture.md does not have.

An arrow is an #include of another room's header, or a room's link in its CMakeLists.txt. The test first proves on a made-up tree
that it finds a wrong one of each kind.
"""
import pathlib
import re
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^\s*#\s*include\s+"([a-z_]+)/', re.M)


def arrows_in_table(text):
    """Room → rooms it may include, from rows like "| `capture/` | what … | base, facts, config, recording |"."""
    allowed = {}
    for room, may in re.findall(r"^\| `([a-z]+)/` \|[^|]*\| ([^|]*) \|", text, re.M):
        names = [name.strip() for name in may.split(",")]
        allowed[room] = set() if names == ["–"] else set(names)
    return allowed


def arrows_in_cmake(text):
    match = re.search(r"xueshi_room\(\s*\w+(?:.*?\bROOMS\s+(?P<rooms>[a-z_\s]+?))?(?:\s+LIBRARIES.*)?\)", text, re.S)
    return set(match.group("rooms").split()) if match and match.group("rooms") else set()


def cycle(allowed):
    done = set()

    def walk(room, path):
        if room in path:
            return path + [room]
        if room in done:
            return None
        for other in sorted(allowed.get(room, ())):
            found = walk(other, path + [room])
            if found:
                return found
        done.add(room)
        return None

    for room in sorted(allowed):
        found = walk(room, [])
        if found:
            return found
    return None


def wrong_arrows(root, allowed):
    wrong = []
    rooms = [path.parent.name for path in sorted(root.glob("*/CMakeLists.txt")) if path.parent.name not in ("tests", "build")]
    for room in rooms:
        if room not in allowed:
            wrong.append(f"{room}/ is not in the table")
            continue
        for source in sorted([*(root / room).rglob("*.h"), *(root / room).rglob("*.cc")]):
            for other in set(INCLUDE.findall(source.read_text(encoding="utf-8"))):
                if other != room and other not in allowed[room]:
                    wrong.append(f"{source.relative_to(root)} includes {other}/")
        for other in arrows_in_cmake((root / room / "CMakeLists.txt").read_text(encoding="utf-8")):
            if other not in allowed[room]:
                wrong.append(f"{room}/CMakeLists.txt links {other}")
    found = cycle(allowed)
    if found:
        wrong.append("a circle in the table: " + " → ".join(found))
    return wrong


def prove_that_it_can_fail():
    with tempfile.TemporaryDirectory() as folder:
        tree = pathlib.Path(folder)
        for room, rooms in (("low", ""), ("high", "\n  ROOMS low")):
            (tree / room).mkdir()
            (tree / room / "CMakeLists.txt").write_text(f"xueshi_room({room}{rooms})\n")
        (tree / "high" / "a.cc").write_text('#include "low/b.h"\n')
        table = {"low": set(), "high": {"low"}}
        assert wrong_arrows(tree, table) == [], wrong_arrows(tree, table)
        (tree / "low" / "b.h").write_text('#include "high/a.h"\n')
        assert wrong_arrows(tree, table) == ["low/b.h includes high/"], wrong_arrows(tree, table)
        (tree / "low" / "b.h").unlink()
        (tree / "low" / "CMakeLists.txt").write_text("xueshi_room(low\n  ROOMS high\n  LIBRARIES some::thing)\n")
        assert wrong_arrows(tree, table) == ["low/CMakeLists.txt links high"], wrong_arrows(tree, table)
        assert wrong_arrows(tree, {"low": {"high"}, "high": {"low"}})[0].startswith("a circle")
        assert "low/ is not in the table" in wrong_arrows(tree, {"high": {"low"}})


def main():
    prove_that_it_can_fail()
    allowed = arrows_in_table((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"))
    if len(allowed) < 10:
        print("docs/architecture.md: its table of rooms cannot be read")
        return 1
    wrong = wrong_arrows(ROOT, allowed)
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
