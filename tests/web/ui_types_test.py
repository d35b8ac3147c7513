"""The pages hold what TypeScript (strict) and the types of their components promise."""
import sys

from ui_pages import checkout, node

if __name__ == "__main__":
    sys.exit(node(checkout(), "vue-tsc/bin/vue-tsc.js", "--noEmit"))
