"""What is loaded before anybody signs in is at most 300 KB packed; every file has its packed twin; nothing comes from elsewhere."""
import gzip
import json
import re

from ui_pages import PAGES, need_pages

MOST_KB = 300
# Besides the entry: what the first page asks for by itself, in the language that is chosen at first or by the switch.
FIRST = ("src/pages/SignInPage.vue", "src/i18n/zh-CN.ts", "src/i18n/en.ts", "node_modules/element-plus/es/locale/lang/zh-cn.mjs")
LATER = ("src/pages/HourPage.vue", "src/components/HeadsChart.vue", "src/pages/TodayPage.vue", "src/pages/BoardPage.vue", "src/pages/ClassPage.vue",
         "src/pages/ImportPage.vue", "src/pages/CheckInsPage.vue")


def files_of(manifest, name, found):
    part = manifest[name]
    if part["file"] in found:
        return
    found.add(part["file"])
    found.update(part.get("css", []))
    found.update(part.get("assets", []))
    for other in part.get("imports", []):
        files_of(manifest, other, found)


def main():
    need_pages()
    manifest = json.loads((PAGES / "manifest.json").read_text())
    first = {"index.html"}
    for name in ("index.html", *FIRST):
        files_of(manifest, name, first)
    for name in LATER:
        assert manifest[name]["file"] not in first, f"{name} is loaded before anybody signs in"
    size = sum((PAGES / (name + ".gz")).stat().st_size for name in first) / 1000
    print(f"before sign-in: {size:.0f} KB packed in {len(first)} files")
    assert size <= MOST_KB, sorted(first)

    packed = 0
    for file in PAGES.rglob("*"):
        if file.suffix in (".html", ".js", ".css", ".svg", ".json"):
            assert gzip.decompress(file.with_name(file.name + ".gz").read_bytes()) == file.read_bytes(), file
            packed += 1
        if file.parent.name == "assets":
            assert re.search(r"-[\w-]{8}\.\w+(\.gz)?$", file.name), f"{file.name}: no hash in its name"
    assert packed > 20, packed

    html = (PAGES / "index.html").read_text()
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=", html), html
    for address in re.findall(r"(?:src|href)=\"([^\"]*)\"", html):
        assert address.startswith("/assets/"), address
    for style in PAGES.rglob("*.css"):
        for address in re.findall(r"url\(([^)]*)\)|@import", style.read_text()):
            assert address.strip("\"'").startswith(("data:image/", "/assets/", "#")), f"{style.name}: {address[:80]}"


if __name__ == "__main__":
    main()
