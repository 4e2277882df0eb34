"""Draw with Typst, in a process of its own: JSON comes in, the file goes out.

Run as a script, so that a web process neither loads the renderer nor keeps its memory.
"""

import json
import sys

import typst


def main() -> None:
    """Read what to draw from the standard input and write the file to the standard output."""
    asked = json.load(sys.stdin)
    files = {name: text.encode() for name, text in asked["files"].items()}
    options = {"font_paths": asked["fonts"], "ignore_system_fonts": bool(asked["fonts"])}
    if asked["format"] == "png":
        made = typst.compile(files, format="png", ppi=192, **options)
    else:
        made = typst.compile(files, format="pdf", pdf_standards="ua-1", **options)
    sys.stdout.buffer.write(made if isinstance(made, bytes) else made[0])


if __name__ == "__main__":
    main()
