"""The logic of the pages: time and pixel, seeks over gaps, live minutes, problems as sentences, both languages complete."""
import sys

from ui_pages import checkout, node

if __name__ == "__main__":
    sys.exit(node(checkout(), "vitest/vitest.mjs", "run"))
